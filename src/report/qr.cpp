#include "report/qr.h"

#include <fmt/format.h>

#include <qrcodegen/qrcodegen.hpp>

#include "base/limits.h"
#include "base/text_pictures.h"

namespace avow::report {
namespace {

constexpr int kBorder = 4;
constexpr std::string_view kBlackOnWhite = "\x1b[38;5;16;48;5;231m";
constexpr std::string_view kPlain = "\x1b[0m";

}  // namespace

std::optional<QrCode> QrCode::of(std::string_view text) {
  using qrcodegen::QrCode;
  if (text.size() > limits::kQrBytesMax) return std::nullopt;
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  const QrCode made = QrCode::encodeBinary(bytes, QrCode::Ecc::LOW);
  report::QrCode out;
  out.size_ = made.getSize() + 2 * kBorder;
  for (int y = 0; y < out.size_; ++y) {
    for (int x = 0; x < out.size_; ++x) out.squares_ += made.getModule(x - kBorder, y - kBorder) ? 'x' : ' ';
  }
  return out;
}

std::string QrCode::svg() const {
  std::string path;
  for (int y = 0; y < size_; ++y) {
    for (int x = 0; x < size_; ++x) {
      const int from = x;
      while (x < size_ && dark(x, y)) ++x;
      if (x > from) path += fmt::format("M{} {}h{}v1h-{}z", from, y, x - from, x - from);
    }
  }
  return fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" width=\"{1}\" height=\"{1}\" role=\"img\" "
                     "aria-labelledby=\"qr-title\"><title id=\"qr-title\">{2}</title>"
                     "<rect width=\"{0}\" height=\"{0}\" fill=\"#fff\"/><path d=\"{3}\" fill=\"#000\"/></svg>",
                     size_, size_ * 5, text::kQrTitle, path);
}

std::string QrCode::text(bool colour) const {
  std::string out;
  for (int y = 0; y < size_; y += 2) {
    out += colour ? kBlackOnWhite : "";
    for (int x = 0; x < size_; ++x) {
      // Drawn: the dark ones in black, or the light ones in whatever text has.
      const bool top = dark(x, y) == colour;
      const bool bottom = y + 1 < size_ ? dark(x, y + 1) == colour : !colour;
      out += top && bottom ? "█" : top ? "▀" : bottom ? "▄" : " ";
    }
    out += colour ? kPlain : "";
    out += "\n";
  }
  return out;
}

}  // namespace avow::report
