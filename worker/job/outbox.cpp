#include "worker/job/outbox.hpp"

#include <iterator>
#include <utility>

namespace iw {

namespace {

template <class T>
void put_before(std::vector<T>& target, std::vector<T>&& earlier) {
  earlier.insert(earlier.end(), std::make_move_iterator(target.begin()), std::make_move_iterator(target.end()));
  target = std::move(earlier);
}

}  // namespace

void Outbox::put_back(Outbox earlier) {
  put_before(records, std::move(earlier.records));
  put_before(endings, std::move(earlier.endings));
  put_before(intents, std::move(earlier.intents));
}

}  // namespace iw
