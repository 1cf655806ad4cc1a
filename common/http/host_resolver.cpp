#include "common/http/host_resolver.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace iw {

namespace {

constexpr std::chrono::seconds kKept{5};

}  // namespace

HostResolver::HostResolver(boost::asio::io_context& loop, std::string host, std::string port)
    : resolver_(loop), loop_(loop), host_(std::move(host)), port_(std::move(port)) {
  // An address needs no look-up, ever.
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host_, error);
  if (error) return;
  known_ = {{address, static_cast<std::uint16_t>(std::stoul(port_))}};
  known_until_ = TimePoint::max();
}

void HostResolver::resolve(Callback callback) {
  if (BootClock::now() < known_until_) {
    boost::asio::post(loop_, [callback = std::move(callback), known = known_] { callback({}, known); });
    return;
  }
  waiting_.push_back(std::move(callback));
  if (waiting_.size() > 1) return;
  using Results = boost::asio::ip::tcp::resolver::results_type;
  resolver_.async_resolve(host_, port_, [this, alive = std::weak_ptr{alive_}](const boost::system::error_code& error, const Results& results) {
    if (alive.expired() || error == boost::asio::error::operation_aborted) return;
    known_.clear();
    for (const auto& entry : results) known_.push_back(entry.endpoint());
    finished(error);
  });
}

void HostResolver::cancel() {
  waiting_.clear();
  resolver_.cancel();
}

void HostResolver::finished(const boost::system::error_code& error) {
  known_until_ = error ? TimePoint{} : BootClock::now() + kKept;
  const auto known = known_;
  for (auto& callback : std::exchange(waiting_, {})) callback(error, known);
}

}  // namespace iw
