// JSON from a script or page: whatever from_json takes, another JSON reader takes too and reads as the same text,
// and to_json gives it back as one valid line.
#include <capnp/message.h>
#include <protocol/api.capnp.h>

#include <nlohmann/json.hpp>

#include "base/assert.h"
#include "base/text.h"
#include "wire/json.h"

using namespace avow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMax = 16 * 1024;
  const std::string input(reinterpret_cast<const char*>(data), size);
  capnp::MallocMessageBuilder message;
  const auto request = message.initRoot<schema::Request>();
  if (wire::from_json<schema::Request>(input, kMax, request).ok()) {
    AVOW_ASSERT(size <= kMax);
    const auto theirs = nlohmann::json::parse(input);
    const auto ours = wire::to_json<schema::Request>(request.asReader());
    AVOW_ASSERT(ours.ok() && ours->find('\n') == std::string::npos && is_utf8(*ours));
    const auto again = nlohmann::json::parse(*ours);
    for (const auto& [name, value] : theirs.items()) {
      if (value.is_object() && value.contains("text")) AVOW_ASSERT(again.at(name).at("text") == value.at("text"));
    }
  }
  const auto quoted = wire::to_json_string(input);
  AVOW_ASSERT(nlohmann::json::accept(quoted));
  if (is_utf8(input)) AVOW_ASSERT(nlohmann::json::parse(quoted).get<std::string>() == input);
  return 0;
}
