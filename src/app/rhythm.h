// How a promise is shaped as people type it: how often it comes round, that it stands until it is ended, what has to come
// up first, its window and its grace; and which of its days a command means.
#pragma once

#include "app/terms.h"
#include "base/encoding.h"
#include "ledger/series.h"

namespace avow::app {

// Over the terms that apply_terms() filled. `zone`: the promiser's. Without a due a repeating promise is due on the days
// themselves; its first day is the first one that the rule names from the typed due, or from today on.
// Error{usage}: what was typed does not go together, or is not understood.
Result<void> apply_shape(std::string_view zone, Instant now, schema::PromiseTerms::Reader terms, Content& content);

// What a rule that was just typed means, in words: a mistyped one is easily seen there. Of its months without such a day, and
// of the day in `typed_due` that it does not name ("": none was typed), it says so.
std::string remark_on_rule(const ledger::Facts& facts, std::string_view typed_due);

// The day that a command about a repeating or standing promise means. `typed`: "" = the one day that waits for this
// person's word; today's for a standing one. Day 0: the promise itself is meant.
// Error{refused}: none waits, or several: they are named.
Result<ledger::LocalDay> day_meant(Vault& vault, const ledger::Promise& series, ledger::RecordKind kind, std::string_view typed,
                                std::string_view zone, Instant now);

// Fills day, until_day and the instants of an end or a pause of a series, and the day from which a release, a step back or a
// resumption of it holds; nothing for any other record. Error{refused}: it ends earlier already.
Result<void> apply_range(const ledger::Promise& promise, schema::PromiseAct::Reader request, std::string_view zone, Instant now,
                         ledger::Facts& facts);

// Which day is to be shown; day 0: none was typed.
Result<ledger::LocalDay> day_shown(Vault& vault, const ledger::Promise& promise, std::string_view typed, std::string_view zone,
                                   Instant now);

std::string_view shape_name(const ledger::Facts& terms);
std::string grace_text(const ledger::Facts& terms);  // "2 hours"; "": the usual one
std::uint32_t review_days(const ledger::Facts& terms);

// All that somebody is bound by, but the due: of a promise, a draft or a proposal.
template <typename Builder>
void fill_terms(Builder out, const Content& terms) {
  out.setText(terms.words.text);
  out.setDoneWhen(terms.words.done_when);
  out.setIfThen(terms.words.if_then);
  out.setLookAt(terms.words.look_at);
  out.setShape(std::string(shape_name(terms.facts)));
  out.setEvery(terms.facts.repeats.empty() ? std::string() : ledger::in_words(terms.facts.repeats.front()));
  out.setCondition(std::string(terms.words.part(ledger::Heading::condition)));
  out.setFrom(to_millis(terms.facts.start_at) == 0 ? std::string() : to_rfc3339(terms.facts.start_at));
  out.setGrace(grace_text(terms.facts));
  out.setReview(review_days(terms.facts));
}

// shape, ends, on; of a series the due of the day that comes next.
void fill_shape(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise);
// What is due next of a repeating promise that is active; nothing of any other.
struct NextDue {
  Instant due{};
  std::string local;
};
std::optional<NextDue> next_due(Vault& vault, const ledger::Promise& promise, Instant now);
// Was it agreed, and is it not to be done now? Then its terms' first day says nothing any more.
bool rests(const ledger::Promise& promise);

// The last days and the next ones, for one promise that is shown whole.
void fill_days(schema::Promise::Builder out, Vault& vault, const ledger::Promise& promise, Instant now);
// … of a draft.
void fill_shape(schema::Promise::Builder out);

}  // namespace avow::app
