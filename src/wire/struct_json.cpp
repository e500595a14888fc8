#include "wire/struct_json.h"

#include <capnp/message.h>
#include <capnp/schema.h>
#include <fmt/format.h>
#include <kj/exception.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/text.h"
#include "wire/json.h"
#include "wire/json_value.h"
#include "wire/message.h"

namespace avow::wire {
namespace {

using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;
using capnp::JsonValue;
using Which = capnp::schema::Type::Which;

constexpr double kExactMax = 9'007'199'254'740'992.0;  // 2^53: up to here a number of JSON is exact everywhere
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kIdSymbols = 26;

std::string_view view_of_name(capnp::StructSchema::Field field) { return view_of(field.getProto().getName()); }

std::string snake_case(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital) out += '_';
    out += capital ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

Error wrong(std::string_view field, std::string_view what) {
  return Error{Errc::malformed, fmt::format("{}: {}", field, what)};
}

bool is_number(Which type) { return type >= Which::INT8 && type <= Which::UINT64; }

// --- out ---

class Writer {
 public:
  explicit Writer(const FieldWords& words) : words_(words) {}

  Result<void> object(DynamicStruct::Reader value) {
    out_ += '{';
    bool first = true;
    for (const auto field : value.getSchema().getFields()) {
      const std::string name = snake_case(view_of_name(field));
      const bool there = value.has(field, capnp::HasMode::NON_DEFAULT);
      if (!there && !is_null(name)) continue;
      out_ += fmt::format("{}\"{}\":", first ? "" : ",", name);
      first = false;
      if (there) {
        AVOW_CHECK(one(name, field.getType(), value.get(field)));
      } else {
        out_ += "null";
      }
    }
    out_ += '}';
    return {};
  }
  std::string take() { return std::move(out_); }

 private:
  bool is_null(std::string_view name) const {
    const auto& names = words_.null_when_none;
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  Result<void> one(std::string_view name, capnp::Type type, DynamicValue::Reader value) {
    if (type.isText()) return text(name, view_of(value.as<capnp::Text>()));
    if (type.isStruct()) return object(value.as<DynamicStruct>());
    if (type.isList()) return list(name, value.as<DynamicList>());
    if (type.isData()) {
      data(view_of(value.as<capnp::Data>()));
    } else {
      if (!is_number(type.which())) return wrong(name, "of a type that an export does not know");
      number(name, value);
    }
    return {};
  }

  void number(std::string_view name, const DynamicValue::Reader& value) {
    const bool counts = value.getType() == DynamicValue::UINT;
    const std::string digits = counts ? fmt::format("{}", value.as<std::uint64_t>()) : fmt::format("{}", value.as<std::int64_t>());
    if (std::abs(value.as<double>()) >= kExactMax) {
      out_ += to_json_string(digits);
      return;
    }
    const std::string word = words_.word_of ? words_.word_of(name, value.as<std::int64_t>()) : "";
    out_ += word.empty() ? digits : to_json_string(word);
  }

  Result<void> text(std::string_view name, std::string_view text) {
    if (!is_utf8(text)) return wrong(name, "not UTF-8");
    out_ += to_json_string(text);
    return {};
  }

  void data(ByteView bytes) {
    out_ += fmt::format("\"{}\"", bytes.size() == kIdBytes ? to_text(RecordId{first<kIdBytes>(bytes)}) : to_base64(bytes));
  }

  Result<void> list(std::string_view name, DynamicList::Reader list) {
    out_ += '[';
    for (unsigned i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += ',';
      AVOW_CHECK(one(name, list.getSchema().getElementType(), list[i]));
    }
    out_ += ']';
    return {};
  }

  const FieldWords& words_;
  std::string out_;
};

// --- in ---

Result<Bytes> data_in(std::string_view name, std::string_view text) {
  auto bytes = text.size() == kIdSymbols ? from_base32(text) : from_base64(text);
  if (!bytes.ok()) return wrong(name, "neither an id nor base64");
  return bytes;
}

template <typename Integer>
std::optional<Integer> whole_number(std::string_view text) {
  Integer out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

class Filler {
 public:
  explicit Filler(const FieldWords& words) : words_(words) {}

  Result<void> object(std::string_view name, JsonValue::Reader json, DynamicStruct::Builder into) {
    if (!json.isObject()) return wrong(name, "not an object");
    bool member = false;  // of the union is there
    for (const auto given : json.getObject()) {
      const std::string_view key = view_of(given.getName());
      const auto field = field_named(into.getSchema(), key);
      if (!field) return wrong(key, "unknown here");
      const bool of_union = field->getProto().getDiscriminantValue() != capnp::schema::Field::NO_DISCRIMINANT;
      if (of_union && std::exchange(member, true)) return wrong(key, "two kinds in one line");
      AVOW_CHECK(one(key, given.getValue(), *field, into));
    }
    return {};
  }

 private:
  static std::optional<capnp::StructSchema::Field> field_named(capnp::StructSchema schema, std::string_view key) {
    for (const auto field : schema.getFields()) {
      if (snake_case(view_of_name(field)) == key) return field;
    }
    return std::nullopt;
  }

  Result<void> one(std::string_view key, JsonValue::Reader json, capnp::StructSchema::Field field, DynamicStruct::Builder into) {
    const auto type = field.getType();
    if (json.isNull() && type.isStruct()) return {};
    if (type.isStruct()) return object(key, json, into.init(field).as<DynamicStruct>());
    if (type.isList()) {
      if (!json.isArray()) return wrong(key, "not a list");
      return list(key, json.getArray(), into.init(field, json.getArray().size()).as<DynamicList>());
    }
    return value(key, json, type, [&](const DynamicValue::Reader& read) { into.set(field, read); });
  }

  Result<void> list(std::string_view key, capnp::List<JsonValue>::Reader json, DynamicList::Builder into) {
    const auto type = into.getSchema().getElementType();
    for (unsigned i = 0; i < json.size(); ++i) {
      if (type.isStruct()) {
        AVOW_CHECK(object(key, json[i], into[i].as<DynamicStruct>()));
      } else {
        AVOW_CHECK(value(key, json[i], type, [&](const DynamicValue::Reader& read) { into.set(i, read); }));
      }
    }
    return {};
  }

  // A number, a word, a text, bytes.
  template <typename Take>
  Result<void> value(std::string_view key, JsonValue::Reader json, capnp::Type type, Take take) {
    if (type.isText() && json.isString()) {
      take(json.getString());
    } else if (type.isData() && json.isString()) {
      AVOW_TRY(const Bytes bytes, data_in(key, view_of(json.getString())));
      take(data_of(bytes));
    } else if (is_number(type.which())) {
      AVOW_TRY(const auto number, number_in(key, json));
      take(number);
    } else {
      return wrong(key, "of a wrong kind");
    }
    return {};
  }

  // Larger ones than a number of JSON can hold stand as texts.
  Result<DynamicValue::Reader> number_in(std::string_view key, JsonValue::Reader json) const {
    if (json.isString()) {
      const auto text = view_of(json.getString());
      if (const auto number = words_.number_of ? words_.number_of(key, text) : std::nullopt) return DynamicValue::Reader(*number);
      if (const auto number = whole_number<std::int64_t>(text)) return DynamicValue::Reader(*number);
      if (const auto number = whole_number<std::uint64_t>(text)) return DynamicValue::Reader(*number);
      return wrong(key, "a word that avow does not know");
    }
    if (!json.isNumber()) return wrong(key, "not a number");
    const double number = json.getNumber();
    if (std::trunc(number) != number || std::abs(number) >= kExactMax) return wrong(key, "not a whole number up to 2^53");
    return DynamicValue::Reader(static_cast<std::int64_t>(number));
  }

  const FieldWords& words_;
};

}  // namespace

Result<std::string> struct_to_json(DynamicStruct::Reader value, const FieldWords& words) {
  try {
    Writer writer(words);
    AVOW_CHECK(writer.object(value));
    return writer.take();
  } catch (const kj::Exception& exception) {
    return detail::error_of(exception);
  }
}

Result<void> json_to_struct(std::string_view text, std::size_t bytes_max, DynamicStruct::Builder into, const FieldWords& words) {
  capnp::MallocMessageBuilder scratch;
  const auto json = scratch.initRoot<JsonValue>();
  AVOW_CHECK(parse_json(text, bytes_max, json));
  try {
    return Filler(words).object("a line", json.asReader(), into);
  } catch (const kj::Exception& exception) {
    return detail::error_of(exception);
  }
}

}  // namespace avow::wire
