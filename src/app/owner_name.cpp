#include "app/owner_name.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/text_asking.h"

namespace avow::app {

Result<void> check_owner_name(const std::string& name) {
  if (name.size() > limits::kNameBytesMax) return Error{Errc::usage, fmt::format(text::kNameTooLong, limits::kNameBytesMax)};
  if (neutralise_line(name) != name) return Error{Errc::usage, std::string(text::kNameOneLine)};
  return {};
}

}  // namespace avow::app
