// Headings to write a note along, one set for each kind that has something to think of. Offers, never forms to fill in:
// each heading may stay empty. They are used here only; what is sent is an ordinary text.
#pragma once

#include <span>
#include <string_view>

namespace avow::text {

struct NoteTemplate {
  std::string_view name;
  std::string_view kind;  // as the API names it
  std::span<const std::string_view> headings;
};
std::span<const NoteTemplate> note_templates();
// Null: there is none of that name.
const NoteTemplate* find_note_template(std::string_view name);

inline constexpr std::string_view kHeadingsIntro = "Headings to write along, if you like. An empty line goes on to the next one.";
inline constexpr std::string_view kHeadingsAlone = "{} asks heading by heading, at a terminal. Elsewhere, give the text itself.";
inline constexpr std::string_view kNothingUnderHeadings = "Nothing was written under any heading, so nothing was kept.";
inline constexpr std::string_view kNoTemplate = "There is no such template. `avow note templates` shows them.";
inline constexpr std::string_view kTemplatesNext = "`avow note add --template NAME` asks along one of them.";
inline constexpr std::string_view kAnswers = "answers {}";
inline constexpr std::string_view kAnsweredBy = "Answered by: {}";
inline constexpr std::string_view kUntilThen = "until {}";
inline constexpr std::string_view kTags = "tags: {}";
inline constexpr std::string_view kExpiresIs = "Its text goes {}; that is {}.\n";

}  // namespace avow::text
