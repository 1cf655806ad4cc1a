// A descriptor that is kept for bad times: given up when none is left, so that one more may be opened, and taken again later. One thread.
#pragma once

namespace iw {

/// Holds one descriptor that is of no other use.
class SpareDescriptor {
 public:
  SpareDescriptor() { take(); }
  ~SpareDescriptor() { give_up(); }
  SpareDescriptor(const SpareDescriptor&) = delete;
  SpareDescriptor& operator=(const SpareDescriptor&) = delete;
  /// Takes one again, if there is one by now.
  void take();
  /// False: there is none to give.
  bool give_up();

 private:
  int descriptor_ = -1;
};

}  // namespace iw
