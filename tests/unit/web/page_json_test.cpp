#include "web/page_json.h"

#include <capnp/message.h>
#include <doctest/doctest.h>
#include <protocol/api.capnp.h>

#include <nlohmann/json.hpp>

#include "base/limits.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::web;

namespace {

nlohmann::json only_line(const std::string& line) {
  CHECK(line.find('\n') == line.size() - 1);
  auto out = nlohmann::json::parse(line);
  CHECK(out.at("v") == 1);
  CHECK(out.size() == 2);
  return out;
}

}  // namespace

TEST_CASE("a request of the page is a request of the local API") {
  std::string seen;
  const auto took = read_request(R"({"zone":"Europe/Berlin","noteAdd":{"text":"caf\u00e9","tags":["a"]}})", [&](schema::Request::Reader request) -> Result<void> {
    REQUIRE(request.isNoteAdd());
    CHECK(wire::view_of(request.getZone()) == "Europe/Berlin");
    seen = wire::view_of(request.getNoteAdd().getText());
    return {};
  });
  CHECK(took.ok());
  CHECK(seen == "café");
}

TEST_CASE("what is no request is refused before anybody sees it") {
  const auto never = [](schema::Request::Reader) -> Result<void> {
    FAIL("it was taken");
    return {};
  };
  for (const char* json : {"", "null", "[]", "{\"nope\":1}", "{\"today\":null,\"status\":null}", "{\"noteAdd\":{\"text\":1}}", "{\"today\":null}x"}) {
    CAPTURE(json);
    CHECK(read_request(json, never).error().code == Errc::malformed);
  }
  const std::string large = "{\"noteAdd\":{\"text\":\"" + std::string(limits::kPageBodyBytesMax, 'a') + "\"}}";
  CHECK(read_request(large, never).error().code == Errc::too_large);
}

TEST_CASE("an answer is one line each, and safe to show") {
  capnp::MallocMessageBuilder message;
  auto item = message.initRoot<schema::Item>();
  item.initNote().setText("a\nb\xE2\x80\xAE");
  const auto line = item_line(item);
  CHECK(only_line(line).at("item").at("note").at("text") == "a\nb\\u{202e}");
  CHECK(line.find("\xE2\x80\xAE") == std::string::npos);

  capnp::MallocMessageBuilder part;
  const std::uint8_t bytes[] = {0, 255, 10};
  part.initRoot<schema::Item>().setChunk({bytes, sizeof bytes});
  CHECK(only_line(item_line(part.getRoot<schema::Item>())).at("item").at("chunk") == "AP8K");

  capnp::MallocMessageBuilder end;
  end.initRoot<schema::Done>().initCount().setCount(3);
  CHECK(only_line(done_line(end.getRoot<schema::Done>())).at("done").at("count").at("count") == 3);

  const auto error = only_line(error_line(Error{Errc::not_found, "7k3q"})).at("error");
  CHECK(error.at("code") == "not_found");
  CHECK_FALSE(error.at("message").get<std::string>().empty());
}
