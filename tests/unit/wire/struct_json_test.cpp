#include "wire/struct_json.h"

#include <capnp/message.h>
#include <doctest/doctest.h>
#include <protocol/export.capnp.h>
#include <protocol/record.capnp.h>

#include <cstdint>

#include "base/ids.h"
#include "wire/message.h"

using namespace avow;
using namespace avow::wire;

namespace {

constexpr std::size_t kMax = 1024 * 1024;

template <typename Schema, typename Fill>
std::string shown(Fill fill, const FieldWords& words = {}) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<Schema>();
  fill(root);
  const auto json = struct_to_json(root.asReader(), words);
  REQUIRE(json.ok());
  capnp::MallocMessageBuilder back;
  auto again = back.initRoot<Schema>();
  REQUIRE(json_to_struct(*json, kMax, again, words).ok());
  CHECK(to_canonical(again.asReader()) == to_canonical(root.asReader()));
  return *json;
}

template <typename Schema>
std::string problem(std::string_view json, std::size_t bytes_max = kMax, const FieldWords& words = {}) {
  capnp::MallocMessageBuilder message;
  const auto read = json_to_struct(json, bytes_max, message.initRoot<Schema>(), words);
  return read.ok() ? "" : std::string(name_of(read.error().code)) + ": " + read.error().context;
}

}  // namespace

TEST_CASE("a struct is one object: names in snake_case, defaults left out, ids as people read them, other bytes as base64") {
  CHECK(shown<schema::Facts>([](auto) {}) == "{}");
  const Bytes id(16, 7);
  const Bytes seal(32, 9);
  CHECK(shown<schema::Facts>([&](schema::Facts::Builder facts) { facts.setPromise(data_of(id)); }) ==
        R"({"promise":")" + to_text(RecordId{first<16>(id)}) + R"("})");
  CHECK(shown<schema::Facts>([&](schema::Facts::Builder facts) {
          facts.setKind(1);
          facts.setSaidAt(1'764'321'234'567);
          facts.setSeal(data_of(seal));
        }) == R"({"kind":1,"said_at":1764321234567,"seal":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk="})");
  CHECK(shown<schema::Words>([](schema::Words::Builder words) {
          words.setText("a \"b\"\n\\ \x01 \xE2\x80\x8B");
          words.initTags(0);
          words.initParts(1)[0].setHeading(7);
        }) == R"({"text":"a \"b\"\n\\ \u0001 \u200b","parts":[{"heading":7}],"tags":[]})");
}

TEST_CASE("an empty text, an empty list and an empty struct are not the same as none") {
  CHECK(shown<schema::Words>([](schema::Words::Builder words) { words.setText(""); }) == R"({"text":""})");
  CHECK(shown<schema::Facts>([](schema::Facts::Builder facts) { facts.initRecurrence(); }) == R"({"recurrence":{}})");
  CHECK(shown<schema::Facts>([](schema::Facts::Builder facts) { facts.setPromise(capnp::Data::Reader()); }) == R"({"promise":""})");
}

TEST_CASE("every number of every width comes back, those that JSON would round are texts") {
  for (const std::int64_t said : {INT64_MIN, std::int64_t{-9'007'199'254'740'992}, std::int64_t{-1}, std::int64_t{1},
                                  std::int64_t{9'007'199'254'740'991}, std::int64_t{9'007'199'254'740'992}, INT64_MAX}) {
    shown<schema::Facts>([said](schema::Facts::Builder facts) { facts.setSaidAt(said); });
  }
  CHECK(shown<schema::ExportedRecord>([](auto record) { record.setSeenSize(UINT64_MAX); }) == R"({"seen_size":"18446744073709551615"})");
  CHECK(problem<schema::Facts>(R"({"kind":65535})") == "");
  CHECK(problem<schema::Facts>(R"({"kind":65536})") != "");
  CHECK(problem<schema::Facts>(R"({"kind":-1})") != "");
  CHECK(problem<schema::Facts>(R"({"kind":1.5})") != "");
  CHECK(problem<schema::Facts>(R"({"kind":1e30})") != "");
  CHECK(problem<schema::Facts>(R"({"said_at":"9223372036854775808"})") != "");
}

TEST_CASE("what is no such struct is refused") {
  CHECK(problem<schema::Words>("[]") != "");
  CHECK(problem<schema::Words>(R"({"text":1})") != "");
  CHECK(problem<schema::Words>(R"({"text":null})") != "");
  CHECK(problem<schema::Words>(R"({"tags":"x"})") != "");
  CHECK(problem<schema::Words>(R"({"doneWhen":"x"})") != "");  // only as it is written
  CHECK(problem<schema::Words>(R"({"text":"x","text":"y"})") != "");
  CHECK(problem<schema::Facts>(R"({"promise":"7k3q"})") == "");  // base64 of three bytes: what it means is the caller's to ask
  CHECK(problem<schema::Facts>(R"({"promise":"7k3"})") != "");
  CHECK(problem<schema::ExportLine>(R"({"record":{},"draft":{}})") != "");
  CHECK(problem<schema::Words>(R"({"text":"abc"})", 14) == "");
  CHECK(problem<schema::Words>(R"({"text":"abc"})", 13).starts_with("too_large"));
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(problem<schema::Words>(R"({"parts":)" + nested(31) + "}").find("nested") == std::string::npos);  // 32 in all
  CHECK(problem<schema::Words>(R"({"parts":)" + nested(32) + "}").find("nested") != std::string::npos);
}

TEST_CASE("numbers can have words, and a struct that is not there can be null") {
  const FieldWords words{[](std::string_view field, std::int64_t number) { return field == "kind" && number == 1 ? "one" : ""; },
                         [](std::string_view field, std::string_view word) {
                           return field == "kind" && word == "one" ? std::optional<std::int64_t>(1) : std::nullopt;
                         },
                         {"recurrence"}};
  CHECK(shown<schema::Facts>([](schema::Facts::Builder facts) { facts.setKind(1); }, words) == R"({"kind":"one","recurrence":null})");
  CHECK(shown<schema::Facts>([](schema::Facts::Builder facts) { facts.setKind(2); }, words) == R"({"kind":2,"recurrence":null})");
  CHECK(problem<schema::Facts>(R"({"kind":"two"})", kMax, words) != "");
}

TEST_CASE("a text that is not UTF-8 is none that JSON can hold") {
  capnp::MallocMessageBuilder message;
  auto words = message.initRoot<schema::Words>();
  words.setText("\xFF");
  CHECK(struct_to_json(words.asReader()).error().code == Errc::malformed);
}
