#include "base/text_notes.h"

#include <algorithm>
#include <array>

namespace avow::text {
namespace {

constexpr std::array<std::string_view, 4> kPlanChange{
    "What was planned", "What changes, and from when", "Why, if you want to say", "What I will do so that it works"};
constexpr std::array<std::string_view, 4> kContact{
    "Who it was, and how it came about", "What was said or done", "How it ended", "What you may want to know about it"};
constexpr std::array<std::string_view, 3> kMoney{"What it was for", "How much, and from where", "What it means for us"};
constexpr std::array<std::string_view, 4> kUrge{
    "What came up, and when", "What set it off, as far as I can tell", "What I did instead", "What would help"};
constexpr std::array<std::string_view, 3> kAnswer{
    "What was asked, in my words", "What I can say about it", "What I cannot say yet, and when I will"};
constexpr std::array<std::string_view, 2> kGratitude{"What you did", "What it was like for me"};

constexpr std::array<NoteTemplate, 6> kTemplates{
    NoteTemplate{"plan-change", "plan_change", kPlanChange}, NoteTemplate{"contact", "contact", kContact},
    NoteTemplate{"money", "money", kMoney},                  NoteTemplate{"urge", "urge", kUrge},
    NoteTemplate{"answer", "answer", kAnswer},               NoteTemplate{"gratitude", "gratitude", kGratitude}};

}  // namespace

std::span<const NoteTemplate> note_templates() { return kTemplates; }

const NoteTemplate* find_note_template(std::string_view name) {
  const auto found = std::find_if(kTemplates.begin(), kTemplates.end(), [name](const auto& one) { return one.name == name; });
  return found == kTemplates.end() ? nullptr : &*found;
}

}  // namespace avow::text
