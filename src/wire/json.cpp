#include "wire/json.h"

#include <capnp/compat/json.h>
#include <capnp/message.h>
#include <fmt/format.h>
#include <kj/exception.h>

#include <set>

#include "base/assert.h"
#include "base/text.h"
#include "wire/json_value.h"

namespace avow::wire {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// --- out ---

bool is_json_unsafe(char32_t c) { return is_unsafe_to_show(c) || c == 0x200C || c == 0x200D; }

// \uXXXX, as a surrogate pair above U+FFFF.
void append_escape(std::string& out, char32_t c) {
  const auto value = static_cast<std::uint32_t>(c);
  if (value <= 0xFFFF) {
    out += fmt::format("\\u{:04x}", value);
  } else {
    out +=
        fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((value - 0x10000) >> 10U), 0xDC00 + ((value - 0x10000) & 0x3FFU));
  }
}

// JSON text in, the same JSON text out, valid UTF-8 and safe to print. Outside of strings the codec writes
// only printable ASCII, so whatever is escaped here stands inside a string.
std::string guarded_json(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 8);
  while (!json.empty()) {
    const CodePoint point = first_code_point(json);
    if (point.length == 0) {
      out += "\xEF\xBF\xBD";
      json.remove_prefix(1);
      continue;
    }
    if (is_json_unsafe(point.value)) {
      append_escape(out, point.value);
    } else {
      out += json.substr(0, point.length);
    }
    json.remove_prefix(point.length);
  }
  return out;
}

// --- in ---

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(static_cast<std::uint8_t>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0U | (c >> 6U));
    byte(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0U | (c >> 12U));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  } else {
    byte(0xF0U | (c >> 18U));
    byte(0x80U | ((c >> 12U) & 0x3FU));
    byte(0x80U | ((c >> 6U) & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  }
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads RFC 8259 strictly and rewrites it so that capnp's own parser cannot read it in another way: that one
// decodes most of \uXXXX wrongly (0.9.2) and takes a raw NUL for the end of the text, so strings come out as plain
// UTF-8 with only \" \\ and \u0000 escaped. Precondition: the text is UTF-8.
class StrictPass {
 public:
  explicit StrictPass(std::string_view text) : rest_(text) {}

  Result<std::string> run() {
    AVOW_CHECK(value(0));
    skip_space();
    if (!rest_.empty()) return wrong("text after the end");
    return std::move(out_);
  }

 private:
  static Error wrong(std::string_view what) { return Error{Errc::malformed, fmt::format("not JSON: {}", what)}; }

  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void skip_space() {
    while (next_is(' ') || next_is('\t') || next_is('\n') || next_is('\r')) rest_.remove_prefix(1);
  }
  std::size_t take_digits() {
    std::size_t count = 0;
    while (count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9') ++count;
    rest_.remove_prefix(count);
    return count;
  }

  Result<void> value(std::size_t depth) {
    skip_space();
    if (rest_.empty()) return wrong("it ends early");
    switch (rest_.front()) {
      case '{': return object(depth + 1);
      case '[': return list(depth + 1);
      case '"': return text_value();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

  Result<void> object(std::size_t depth) {
    if (depth > kJsonNestingMax) return wrong("nested too deeply");
    rest_.remove_prefix(1);
    out_ += '{';
    std::set<std::string> keys;
    for (bool first = true;; first = false) {
      skip_space();
      if (first && take('}')) break;
      if (!first) out_ += ',';
      AVOW_TRY(auto key, string());
      append_string(key);
      if (!keys.insert(std::move(key)).second) return wrong("one key twice in an object");
      skip_space();
      if (!take(':')) return wrong("a key without a value");
      out_ += ':';
      AVOW_CHECK(value(depth));
      skip_space();
      if (take('}')) break;
      if (!take(',')) return wrong("an object that does not end");
    }
    out_ += '}';
    return {};
  }

  Result<void> list(std::size_t depth) {
    if (depth > kJsonNestingMax) return wrong("nested too deeply");
    rest_.remove_prefix(1);
    out_ += '[';
    for (bool first = true;; first = false) {
      skip_space();
      if (first && take(']')) break;
      if (!first) out_ += ',';
      AVOW_CHECK(value(depth));
      skip_space();
      if (take(']')) break;
      if (!take(',')) return wrong("a list that does not end");
    }
    out_ += ']';
    return {};
  }

  Result<void> word(std::string_view expected) {
    if (!rest_.starts_with(expected)) return wrong("an unknown word");
    rest_.remove_prefix(expected.size());
    out_ += expected;
    return {};
  }

  Result<void> number() {
    const std::string_view start = rest_;
    take('-');
    const bool leading_zero = next_is('0');
    const std::size_t digits = take_digits();
    if (digits == 0 || (leading_zero && digits > 1)) return wrong("a value that is none");
    if (take('.') && take_digits() == 0) return wrong("a number without digits after the point");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (take_digits() == 0) return wrong("a number without digits in its exponent");
    }
    out_ += start.substr(0, start.size() - rest_.size());
    return {};
  }

  Result<void> text_value() {
    AVOW_TRY(const auto text, string());
    append_string(text);
    return {};
  }

  // The string that starts here, without quotes and escapes.
  Result<std::string> string() {
    if (!take('"')) return wrong("a key or text without quotes");
    std::string text;
    for (;;) {
      if (rest_.empty()) return wrong("a text that does not end");
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return text;
      if (static_cast<std::uint8_t>(c) < 0x20) return wrong("a control character inside a text");
      if (c != '\\') {
        text += c;
        continue;
      }
      AVOW_TRY(const auto point, escape());
      append_utf8(text, point);
    }
  }

  // What stands behind a backslash.
  Result<char32_t> escape() {
    if (rest_.empty()) return wrong("a text that does not end");
    const char c = rest_.front();
    rest_.remove_prefix(1);
    switch (c) {
      case '"':
      case '\\':
      case '/': return static_cast<char32_t>(c);
      case 'b': return char32_t{'\b'};
      case 'f': return char32_t{'\f'};
      case 'n': return char32_t{'\n'};
      case 'r': return char32_t{'\r'};
      case 't': return char32_t{'\t'};
      case 'u': return unicode_escape();
      default: return wrong("an unknown escape");
    }
  }

  Result<char32_t> unicode_escape() {
    AVOW_TRY(const auto high, four_hex());
    if (high < 0xD800 || high > 0xDFFF) return high;
    if (high > 0xDBFF || !take('\\') || !take('u')) return wrong("a lone surrogate");
    AVOW_TRY(const auto low, four_hex());
    if (low < 0xDC00 || low > 0xDFFF) return wrong("a lone surrogate");
    return static_cast<char32_t>(0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00));
  }

  Result<char32_t> four_hex() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = rest_.empty() ? '"' : rest_.front();
      const int digit = hex_digit(c);
      if (digit < 0) return wrong("four hexadecimal digits are missing behind \\u");
      value = (value << 4U) | static_cast<char32_t>(digit);
      rest_.remove_prefix(1);
    }
    return value;
  }

  void append_string(std::string_view text) {
    out_ += '"';
    for (const char c : text) {
      if (c == '\0') {
        out_ += "\\u0000";
        continue;
      }
      if (c == '"' || c == '\\') out_ += '\\';
      out_ += c;
    }
    out_ += '"';
  }

  std::string_view rest_;
  std::string out_;
};

// Is every key of `given` also in `kept`? What the codec dropped or overwrote (null for a text, two members of
// one union) is missing from the struct written back.
bool holds_all(capnp::JsonValue::Reader kept, capnp::JsonValue::Reader given) {
  if (given.which() != kept.which()) return false;
  if (given.isArray()) {
    const auto ours = kept.getArray();
    const auto theirs = given.getArray();
    if (ours.size() != theirs.size()) return false;
    for (unsigned i = 0; i < theirs.size(); ++i) {
      if (!holds_all(ours[i], theirs[i])) return false;
    }
  } else if (given.isObject()) {
    for (const auto field : given.getObject()) {
      bool found = false;
      for (const auto other : kept.getObject()) {
        found = found || (other.getName() == field.getName() && holds_all(other.getValue(), field.getValue()));
      }
      if (!found) return false;
    }
  }
  return true;
}

Error error_of(const kj::Exception& exception) {
  const auto description = exception.getDescription();
  return Error{Errc::malformed, std::string(description.begin(), description.size())};
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"  // the library's base has none; nobody destroys it through that
class NeutralText final : public capnp::JsonCodec::Handler<capnp::Text> {
 public:
  void encode(const capnp::JsonCodec&, capnp::Text::Reader input, capnp::JsonValue::Builder output) const override {
    output.setString(neutralise({input.begin(), input.size()}));
  }
  capnp::Orphan<capnp::Text> decode(const capnp::JsonCodec&, capnp::JsonValue::Reader, capnp::Orphanage) const override {
    AVOW_ASSERT(false);
  }
};
#pragma GCC diagnostic pop

Result<std::string> encoded(capnp::JsonCodec& codec, capnp::DynamicStruct::Reader value) {
  try {
    codec.handleByAnnotation(value.getSchema());
    const auto json = codec.encode(value, value.getSchema());
    return guarded_json({json.begin(), json.size()});
  } catch (const kj::Exception& exception) {
    return error_of(exception);
  }
}

}  // namespace

Result<std::string> dynamic_to_json(capnp::DynamicStruct::Reader value) {
  capnp::JsonCodec codec;
  return encoded(codec, value);
}

Result<std::string> dynamic_to_shown_json(capnp::DynamicStruct::Reader value) {
  NeutralText neutral;
  capnp::JsonCodec codec;
  codec.addTypeHandler(neutral);
  return encoded(codec, value);
}

std::string to_json_string(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    CodePoint point = first_code_point(text);
    if (point.length == 0) point = {kReplacement, 1};
    const char32_t c = point.value;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (is_json_unsafe(c)) {
      append_escape(out, c);
    } else {
      append_utf8(out, c);
    }
    text.remove_prefix(point.length);
  }
  return out + "\"";
}

std::string to_json_list(std::span<const std::string> texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ",") + to_json_string(text);
  return "[" + out + "]";
}

Result<void> parse_json(std::string_view text, std::size_t bytes_max, capnp::JsonValue::Builder into) {
  if (text.size() > bytes_max) return Error{Errc::too_large, fmt::format("more than {} bytes of JSON", bytes_max)};
  if (!is_utf8(text)) return Error{Errc::malformed, "not JSON: not UTF-8"};
  AVOW_TRY(const auto strict, StrictPass(text).run());
  try {
    capnp::JsonCodec().decodeRaw({strict.data(), strict.size()}, into);
    return {};
  } catch (const kj::Exception& exception) {
    return error_of(exception);
  }
}

Result<void> json_to_dynamic(std::string_view text, std::size_t bytes_max, capnp::DynamicStruct::Builder into) {
  capnp::MallocMessageBuilder scratch;
  const auto given = scratch.initRoot<capnp::JsonValue>();
  AVOW_CHECK(parse_json(text, bytes_max, given));
  try {
    capnp::JsonCodec codec;
    codec.setRejectUnknownFields(true);
    codec.handleByAnnotation(into.getSchema());
    codec.decode(given.asReader(), into);
    capnp::MallocMessageBuilder back;
    const auto kept = back.initRoot<capnp::JsonValue>();
    codec.encode(into.asReader(), into.getSchema(), kept);
    if (!holds_all(kept.asReader(), given.asReader())) {
      return Error{Errc::malformed, "a value of a wrong kind, or two members of one union"};
    }
    return {};
  } catch (const kj::Exception&) {  // Why not its words: they quote the codec's own code
    return Error{Errc::malformed, "a name that does not belong there, or a value of a wrong kind"};
  }
}

}  // namespace avow::wire
