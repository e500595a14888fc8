#include "web/page_json.h"

#include <capnp/message.h>
#include <fmt/format.h>
#include <protocol/page.capnp.h>

#include "base/encoding.h"
#include "base/limits.h"
#include "wire/explanation.h"
#include "wire/frame.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::web {
namespace {

constexpr std::size_t kTokenJsonBytesMax = 256;

std::string line(std::string_view name, std::string_view json) { return fmt::format("{{\"v\":1,\"{}\":{}}}\n", name, json); }

}  // namespace

Result<std::string> token_in(std::string_view json) {
  capnp::MallocMessageBuilder message;
  auto token = message.initRoot<schema::PageToken>();
  AVOW_CHECK(wire::from_json<schema::PageToken>(json, kTokenJsonBytesMax, token));
  return std::string(wire::view_of(token.asReader().getToken()));
}

Result<void> read_request(std::string_view json, const std::function<Result<void>(schema::Request::Reader)>& take) {
  capnp::MallocMessageBuilder message;
  auto request = message.initRoot<schema::Request>();
  auto out = wire::from_json<schema::Request>(json, limits::kPageBodyBytesMax, request);
  if (out.ok()) out = take(request.asReader());
  wire::wipe_message(message);  // it may hold a text or a link
  return out;
}

// The rest is put before a person as it comes, so every text in it is neutralised. Not a line of an export, which is for a
// program, and not a picture: what people wrote is neutralised where it is drawn, and stands between isolates there.
std::string item_line(schema::Item::Reader item) {
  // Why by hand: the codec would write a list of numbers.
  if (item.isChunk()) return line("item", fmt::format("{{\"chunk\":\"{}\"}}", to_base64(wire::view_of(item.getChunk()))));
  const auto json = item.isLine() ? wire::to_json<schema::Item>(item) : wire::to_shown_json<schema::Item>(item);
  AVOW_ASSERT(json.ok());
  return line("item", *json);
}

std::string done_line(schema::Done::Reader done) {
  const auto json = done.isPicture() ? wire::to_json<schema::Done>(done) : wire::to_shown_json<schema::Done>(done);
  AVOW_ASSERT(json.ok());
  return line("done", *json);
}

std::string created_line(std::string_view place, ByteView recovery_text) {
  return line("done", fmt::format("{{\"created\":{{\"vault\":{},\"recovery_code\":\"{}\"}}}}", wire::to_json_string(place),
                                  text_of(recovery_text)));
}

std::string wiped_line(const app::WipedVault& wiped) {
  return line("done", fmt::format(R"({{"wiped":{{"remains":{},"backups_known":{},"backups_removed":{},"backups_left":{},"why":{}}}}})",
                                  wire::to_json_list(wiped.remains), wiped.backups_known, wire::to_json_list(wiped.backups.removed),
                                  wire::to_json_list(wiped.backups.left), wire::to_json_string(wiped.why)));
}

std::string error_line(const Error& error) { return line("error", wire::to_json(wire::explain(error, ""))); }

}  // namespace avow::web
