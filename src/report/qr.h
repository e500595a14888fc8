// A short text as a QR code, so that the partner's device reads it from this screen instead of somebody typing it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace avow::report {

// The squares, with the border of four light ones that readers need. Value.
class QrCode {
 public:
  // Empty: more than limits::kQrBytesMax bytes.
  static std::optional<QrCode> of(std::string_view text);

  int size() const { return size_; }  // of each side, border included
  bool dark(int x, int y) const { return squares_[static_cast<std::size_t>(y) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(x)] == 'x'; }
  // Black on white whatever surrounds it: readers look for that.
  std::string svg() const;
  // Lines of half blocks, two rows of squares in each. `colour`: the terminal is asked for black on white. Without it the
  // light squares are drawn, which is right where text is light on dark.
  std::string text(bool colour) const;

 private:
  int size_ = 0;
  std::string squares_;  // row by row
};

}  // namespace avow::report
