#include "wire/explanation.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "base/text_asking.h"
#include "base/text_errors.h"
#include "wire/json.h"

namespace avow::wire {
namespace {

constexpr std::size_t kContextMax = 2000;  // bytes of a context that are shown
constexpr std::size_t kCandidatesMax = 20;
constexpr std::size_t kIdSymbolsMin = 4;
constexpr std::size_t kIdSymbolsMax = 26;

// Whole ids have 26 symbols; shorter ones hold a digit, which tells them from words.
bool looks_like_id(std::string_view word) {
  if (word.size() < kIdSymbolsMin || word.size() > kIdSymbolsMax) return false;
  bool digit = false;
  for (const char c : word) {
    const int value = base32_value(c);
    if (value < 0 || value > 31) return false;
    digit = digit || (c >= '0' && c <= '9');
  }
  return digit || word.size() == kIdSymbolsMax;
}

// The ids that the context of an `ambiguous` error lists.
std::vector<std::string> ids_in(std::string_view context) {
  std::vector<std::string> out;
  while (!context.empty() && out.size() < kCandidatesMax) {
    const auto end = context.find_first_of(" ,;\n");
    const std::string_view word = context.substr(0, end);
    if (looks_like_id(word)) out.emplace_back(word);
    context.remove_prefix(end == context.npos ? context.size() : end + 1);
  }
  return out;
}

// A rule's or parser's words as a sentence: "an id has …" → "An id has … ." One word alone is something that was typed,
// and stays as it is.
std::string as_sentence(std::string text) {
  if (text.empty()) return text;
  const bool one_word = text.find(' ') == std::string::npos;
  if (!one_word && text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  if (std::string_view(".!?:").find(text.back()) == std::string_view::npos) text += '.';
  return text;
}

// "There is no such record here." and "7k3q." → "There is no such record here: 7k3q."
std::string joined(std::string sentence, const std::string& context) {
  if (sentence.empty() || context.empty()) return sentence + context;
  if (context.find(' ') != std::string::npos) return sentence + " " + context;
  sentence.back() = ':';
  return sentence + " " + context;
}

std::string shown_context(std::string_view context) { return neutralise_line(context.substr(0, kContextMax)); }

// The sentence of a reason, "{}" filled with what follows the reason in the context.
Explanation explain(const Error& error, const text::ReasonText& reason) {
  Explanation out{name_of(error.code), std::string(reason.sentence), std::string(reason.hint), {}};
  if (out.message.empty()) {
    out.message = as_sentence(shown_context(error.context));
    return out;
  }
  constexpr std::string_view kMark = "{}";
  if (const auto at = out.message.find(kMark); at != std::string::npos) {
    out.message.replace(at, kMark.size(), shown_context(std::string_view(error.context).substr(reason.begins.size())));
  }
  return out;
}

}  // namespace

Explanation explain(const Error& error, std::string_view command) {
  if (const auto* reason = text::find_reason(error.code, error.context)) return explain(error, *reason);
  const text::ErrorText words = text::error_text(error.code, command);
  Explanation out{name_of(error.code), std::string(words.sentence), std::string(words.hint), {}};
  if (error.code == Errc::ambiguous) out.candidates = ids_in(error.context);
  // Why: which part of a slot did not open helps nobody at the prompt.
  if (error.code == Errc::wrong_passphrase) return out;
  const std::string context = as_sentence(shown_context(error.context));
  if (out.candidates.empty()) out.message = joined(std::move(out.message), context);
  if (out.message.empty()) out.message = text::error_text(Errc::failed).sentence;
  if (error.code == Errc::usage) {
    out.hint = command.empty() ? std::string(text::kAllCommandsHint) : fmt::format(text::kCommandHint, command);
  }
  return out;
}

std::string to_json(const Explanation& explanation) {
  std::string candidates;
  for (const std::string& id : explanation.candidates) {
    candidates += (candidates.empty() ? "" : ",") + to_json_string(id);
  }
  return fmt::format("{{\"code\":{},\"message\":{},\"hint\":{},\"candidates\":[{}]}}",
                     to_json_string(explanation.code), to_json_string(explanation.message),
                     to_json_string(explanation.hint), candidates);
}

}  // namespace avow::wire
