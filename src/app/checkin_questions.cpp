#include "app/checkin_questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <capnp/message.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/text_checkin.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::app {
namespace {

using ledger::Question;
using ledger::Sharing;
using wire::view_of;

constexpr std::string_view kSafety = "safety";
constexpr std::int32_t kScaleMax = 1'000'000;
constexpr std::array<std::string_view, 3> kBands{"low", "middle", "high"};
constexpr std::array<std::string_view, 3> kTrends{"down", "same", "up"};

Error usage(std::string sentence) { return Error{Errc::usage, std::move(sentence)}; }

bool is_shown_text(std::string_view text) {
  const bool blank = text.find_first_not_of(" \t\r\n") == text.npos;
  return !blank && text.size() <= limits::kTextBytesMax && is_utf8(text) && text.find('\0') == text.npos;
}

// "a whole number from 0 to 10"
std::string scale_of(const Question& question) {
  if (asks_for_words(question)) return std::string(text::kAnswerWords);
  return fmt::format(text::kAnswerScale, question.lowest, question.highest);
}

Result<Question> question_from(schema::CheckinQuestion::Reader from) {
  Question out{std::string(view_of(from.getKey())), std::string(view_of(from.getText())), from.getLowest(),
               from.getHighest(), Sharing::exact};
  if (!is_plain_name(out.key) || out.key.size() > limits::kQuestionKeyBytesMax) return usage(fmt::format(text::kSetKey, limits::kQuestionKeyBytesMax, neutralise_line(out.key)));
  if (!is_shown_text(out.text)) return usage(fmt::format(text::kSetText, out.key));
  const bool scale = out.lowest < out.highest && out.lowest >= -kScaleMax && out.highest <= kScaleMax;
  if (!scale && !asks_for_words(out)) return usage(fmt::format(text::kSetScale, out.key));
  if (from.getSharing().size() == 0) return out;
  const auto sharing = ledger::sharing_named(view_of(from.getSharing()));
  const bool fits = sharing && (!asks_for_words(out) || *sharing == Sharing::exact || *sharing == Sharing::private_);
  if (!fits) return usage(fmt::format(text::kSetSharing, out.key));
  out.sharing = *sharing;
  return out;
}

Result<std::int32_t> number_on(const Question& question, std::string_view typed) {
  std::int32_t value = 0;
  const auto [end, failure] = std::from_chars(typed.data(), typed.data() + typed.size(), value);
  const bool whole = failure == std::errc() && end == typed.data() + typed.size();
  if (whole && value >= question.lowest && value <= question.highest) return value;
  return usage(fmt::format(text::kAnswerTakes, neutralise_line(question.key), scale_of(question)));
}

// 0–3 low, 4–6 middle, 7–10 high; another scale is stretched to 0–10 first.
std::int32_t band_of(std::int64_t value, const Question& question) {
  const std::int64_t span = std::int64_t{question.highest} - question.lowest;
  const std::int64_t tenths = (2 * 10 * (value - question.lowest) + span) / (2 * span);  // rounded
  if (tenths <= 3) return 1;
  return tenths <= 6 ? 2 : 3;
}

}  // namespace

bool is_plain_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

const Question* find_question(const Questions& questions, std::string_view key) {
  const auto found = std::find_if(questions.begin(), questions.end(), [&](const Question& one) { return one.key == key; });
  return found == questions.end() ? nullptr : &*found;
}

Result<Questions> built_in_questions(std::string_view set) {
  if (!set.empty() && set != "pulse" && set != "talk") return usage(fmt::format(text::kNoSet, neutralise_line(set)));
  Questions out;
  for (const text::QuestionText& one : set == "talk" ? text::talk_questions() : text::pulse_questions()) {
    out.push_back({std::string(one.key), std::string(one.text), 0, one.words ? 0 : 10, Sharing::exact});
    if (one.key == kSafety) out.back().sharing = Sharing::private_;
  }
  return out;
}

Result<Questions> parse_questions(std::string_view json) {
  capnp::MallocMessageBuilder message;
  auto set = message.initRoot<schema::QuestionSet>();
  const auto parsed = wire::from_json<schema::QuestionSet>(json, limits::kQuestionSetBytesMax, set);
  if (!parsed.ok()) return usage(fmt::format(text::kSetForm, parsed.error().context));
  const auto list = set.asReader().getQuestions();
  if (list.size() == 0 || list.size() > limits::kQuestionsMax) {
    return usage(fmt::format(text::kSetCount, limits::kQuestionsMax));
  }
  Questions out;
  std::set<std::string> keys;
  for (const auto one : list) {
    AVOW_TRY(auto question, question_from(one));
    if (!keys.insert(question.key).second) return usage(fmt::format(text::kSetTwice, question.key));
    out.push_back(std::move(question));
  }
  return out;
}

Sharing usual_sharing(const Question& question) {
  if (question.key == kSafety) return Sharing::private_;
  switch (question.sharing) {
    case Sharing::exact: return Sharing::exact;
    case Sharing::band:
    case Sharing::trend: return asks_for_words(question) ? Sharing::private_ : question.sharing;
    case Sharing::private_: return Sharing::private_;
  }
  return Sharing::private_;  // a level of a later avow
}

Result<KeptAnswer> parse_answer(const Question& question, std::string_view value, std::string_view sharing) {
  KeptAnswer out{question.key, usual_sharing(question), 0, {}};
  const std::string name = neutralise_line(question.key);
  if (!sharing.empty()) {
    const auto named = ledger::sharing_named(sharing);
    const bool fits = named && (!asks_for_words(question) || *named == Sharing::exact || *named == Sharing::private_);
    const std::string_view levels = asks_for_words(question) ? text::kWordsLevel : text::kScaleLevel;
    if (!fits) return usage(fmt::format(fmt::runtime(levels), name));
    out.sharing = *named;
  }
  if (!asks_for_words(question)) {
    if (question.lowest >= question.highest) return usage(fmt::format(text::kAnswerNoScale, name));
    AVOW_TRY(out.value, number_on(question, value));
    return out;
  }
  if (!is_shown_text(value)) return usage(fmt::format(text::kAnswerTakes, name, scale_of(question)));
  out.text = std::string(value);
  return out;
}

Result<std::vector<KeptAnswer>> parse_answers(const Questions& questions,
                                              capnp::List<schema::GivenAnswer>::Reader given) {
  std::vector<KeptAnswer> out;
  for (const auto one : given) {
    const auto key = view_of(one.getKey());
    const Question* question = find_question(questions, key);
    if (question == nullptr) {
      std::string keys;
      for (const Question& each : questions) keys += (keys.empty() ? "" : ", ") + neutralise_line(each.key);
      return usage(fmt::format(text::kAnswerUnknown, neutralise_line(key), keys));
    }
    const bool twice = std::any_of(out.begin(), out.end(), [&](const KeptAnswer& known) { return known.key == key; });
    if (twice) return usage(fmt::format(text::kAnswerTwice, neutralise_line(key)));
    AVOW_TRY(auto answer, parse_answer(*question, view_of(one.getValue()), view_of(one.getSharing())));
    out.push_back(std::move(answer));
  }
  if (out.empty()) return usage(std::string(text::kNothingAnswered));
  return out;
}

std::optional<ledger::CheckinAnswer> shared_of(const KeptAnswer& answer, const Question& question,
                                               const KeptAnswer* previous) {
  switch (answer.sharing) {
    case Sharing::exact: return ledger::CheckinAnswer{answer.key, Sharing::exact, answer.value, answer.text};
    case Sharing::band: return ledger::CheckinAnswer{answer.key, Sharing::band, band_of(answer.value, question), {}};
    case Sharing::trend: {
      if (previous == nullptr) return std::nullopt;
      const std::int32_t trend = (answer.value > previous->value) - (answer.value < previous->value);
      return ledger::CheckinAnswer{answer.key, Sharing::trend, trend, {}};
    }
    case Sharing::private_: return std::nullopt;
  }
  return std::nullopt;
}

std::string answer_text(const ledger::CheckinAnswer& answer) {
  switch (answer.sharing) {
    case Sharing::exact: return answer.text.empty() ? std::to_string(answer.value) : answer.text;
    case Sharing::band: return std::string(kBands.at(static_cast<std::size_t>(answer.value - 1)));
    case Sharing::trend: return std::string(kTrends.at(static_cast<std::size_t>(answer.value + 1)));
    case Sharing::private_: return "";
  }
  return "";
}

}  // namespace avow::app
