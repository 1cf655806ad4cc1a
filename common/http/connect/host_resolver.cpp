#include "common/http/connect/host_resolver.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace iw {

using boost::asio::ip::tcp;
using boost::system::error_code;

LookUp system_look_up(boost::asio::io_context& loop) {
  return [resolver = std::make_shared<tcp::resolver>(loop)](const std::string& host, const std::string& port, auto done) {
    resolver->async_resolve(host, port, tcp::resolver::numeric_service,
                            [done = std::move(done)](const error_code& error, const tcp::resolver::results_type& results) {
                              Endpoints found;
                              for (const auto& entry : results) found.push_back(entry.endpoint());
                              done(error, found);
                            });
  };
}

HostResolver::HostResolver(boost::asio::io_context& loop, std::string host, std::string port, LookUp look_up, const ResolverTimes& times,
                           const Clock& clock)
    : loop_(loop), host_(std::move(host)), port_(std::move(port)), look_up_(std::move(look_up)), times_(times), clock_(clock) {
  error_code no_address;
  const auto address = boost::asio::ip::make_address(host_, no_address);
  if (no_address) return;
  known_ = {{address, static_cast<std::uint16_t>(std::stoul(port_))}};
  fresh_until_ = usable_until_ = pause_until_ = TimePoint::max();
}

void HostResolver::resolve(Callback callback) {
  const auto now = clock_.now().mono;
  const bool usable = is_usable(now), pausing = usable && now < pause_until_;
  if (pausing || (usable && !doubted_))
    boost::asio::post(loop_, [callback = std::move(callback), known = known_] { callback({}, known); });
  else
    waiting_.push_back(std::move(callback));
  if (!pausing && !looking_up_ && (doubted_ || now >= fresh_until_)) begin();
}

void HostResolver::begin() {
  looking_up_ = true;
  look_up_(host_, port_, [this, alive = std::weak_ptr{alive_}](const error_code& error, const Endpoints& endpoints) {
    if (alive.expired() || error == boost::asio::error::operation_aborted) return;
    finished(error, endpoints);
  });
}

void HostResolver::finished(const error_code& error, const Endpoints& endpoints) {
  looking_up_ = false;
  const auto now = clock_.now().mono;
  pause_until_ = now + times_.pause;
  doubted_ = false;
  if (!error && !endpoints.empty()) {
    known_ = endpoints;
    fresh_until_ = now + times_.fresh;
    usable_until_ = now + times_.usable;
  }
  const bool usable = is_usable(now);
  const auto known = usable ? known_ : Endpoints{};
  for (auto& callback : std::exchange(waiting_, {})) callback(usable ? error_code{} : error, known);
}

}  // namespace iw
