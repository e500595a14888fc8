#include "ledger/transitions.h"

#include <algorithm>
#include <array>

namespace avow::ledger {
namespace {

constexpr std::array<std::string_view, kStateCount> kStateNames{
    "none",     "draft",     "asked",         "lapsed",  "offered",         "countered", "declined",  "withdrawn",
    "active",   "unreported", "paused",       "reported", "kept",           "kept_late", "kept_own_word", "partly",
    "partly_own_word", "missed", "disputed",  "left_open", "released",      "stepped_back", "excused", "renegotiated",
    "ended", "not_due"};

constexpr StateSet kWaiting = set_of(State::asked, State::offered, State::countered);
constexpr StateSet kActive = set_of(State::active, State::unreported);
constexpr StateSet kActiveOrPaused = kActive | set_of(State::paused);
constexpr StateSet kReported = set_of(State::reported, State::kept_own_word, State::partly_own_word);
constexpr StateSet kHasReport = kReported | set_of(State::kept, State::kept_late, State::partly, State::missed,
                                                   State::disputed, State::left_open);
constexpr StateSet kMayHaveProposal = kActiveOrPaused | kHasReport;  // and to say no is always possible
constexpr StateSet kFinal = set_of(State::lapsed, State::declined, State::withdrawn, State::kept, State::kept_late,
                                   State::kept_own_word, State::partly, State::partly_own_word, State::missed,
                                   State::left_open, State::released, State::stepped_back, State::excused,
                                   State::renegotiated, State::ended, State::not_due);

using enum RecordKind;
using enum Who;

// Rows of one kind stand together. Ranks are those of PRODUCT.md, "Crossed in the post".
constexpr std::array kTransitions{
    Transition{none, "draft", set_of(), promiser, "Draft (private lane)", State::draft, 0, Effect::first, "offer",
               "offer a promise of your own", ""},
    Transition{promise_ask, "ask", set_of(), other, "Asked", State::asked, 0, Effect::first, "ask",
               "ask your partner for a promise; they are free to say no", "", kTermsChains},
    Transition{promise_offer, "offer", set_of(State::draft), promiser, "Offered", State::offered, 0, Effect::first,
               "offer", "offer a promise of your own", "", kTermsChains},
    Transition{promise_take, "take on", set_of(State::asked, State::countered), promiser, "Active", State::active, 17,
               Effect::transition, "take", "take on what was asked of you",
               "Only the one who is asked can take a promise on, while the asking is open.", kTermsChains},
    Transition{promise_accept, "accept", set_of(State::offered), other, "Active", State::active, 17, Effect::transition,
               "accept", "accept your partner's offer or change",
               "Only an offer or a change that your partner made can be accepted.", kTermsChains},
    Transition{promise_counter, "counter", set_of(State::asked, State::countered), promiser, "Offered", State::offered,
               16, Effect::transition, "counter", "answer with terms of your own",
               "Only open terms of your partner's can be countered.", kTermsChains},
    Transition{promise_counter, "counter", set_of(State::offered), other, "Offered with the other's terms",
               State::countered, 16, Effect::transition, "counter", "answer with terms of your own",
               "Only open terms of your partner's can be countered.", kTermsChains},
    Transition{promise_decline, "decline", kWaiting, terms_answerer, "Declined", State::declined, 9, Effect::transition,
               "decline", "say no; no reason is needed", "Only what your partner asked, offered or proposed can be declined.", kTermsChains},
    Transition{promise_withdraw, "withdraw", kWaiting, terms_author, "Withdrawn", State::withdrawn, 1,
               Effect::transition, "withdraw", "take your own offer, ask or proposal back",
               "Only your own offer, ask or proposal can be withdrawn, and only while it is open.", kTermsChains},
    Transition{promise_at_risk, "at risk", set_of(State::active), promiser, "Active", State::active, 0,
               Effect::annotation, "at-risk", "forewarn that it may not work out; shown as a plus",
               "Only the one who promised can forewarn, while the promise is active and not past its time.", kSingleChains},
    Transition{promise_change, "propose new terms", kActive, either, "Active + change", State::active, 0,
               Effect::proposal, "change", "propose new terms; the old ones stand until they are accepted",
               "New terms can be proposed only while the promise is active.", kTermsChains},
    Transition{promise_accept_change, "accept the change", kActive, proposal_answerer,
               "Renegotiated, successor Active", State::renegotiated, 6, Effect::transition, "accept",
               "accept your partner's offer or change", "There is no change of your partner's to accept.", kTermsChains},
    Transition{promise_decline_proposal, "decline the proposal", kMayHaveProposal, proposal_answerer,
               "unchanged, old terms or word stand", State::none, 0, Effect::answer, "decline",
               "say no; no reason is needed", "There is no proposal of your partner's to decline."},
    Transition{promise_withdraw_proposal, "withdraw the proposal", kMayHaveProposal, proposal_author,
               "unchanged, old terms or word stand", State::none, 0, Effect::answer, "withdraw",
               "take your own offer, ask or proposal back", "There is no proposal of yours to withdraw."},
    Transition{promise_report, "report kept, partly or missed", kActive, promiser, "Reported · Missed", State::none, 2,
               Effect::transition, "report", "say how it went: kept, partly or missed",
               "Only the one who promised can report, once and while the promise is active.", kSingleChains},
    Transition{promise_release, "release", kActiveOrPaused, other, "Released", State::released, 3, Effect::transition,
               "release", "let your partner off a promise", "Only the other person can release a promise that is active."},
    Transition{promise_step_back, "step back", kActiveOrPaused, promiser, "Stepped back", State::stepped_back, 7,
               Effect::transition, "step-back", "step back from your promise; no reason is needed",
               "Only the one who promised can step back, while the promise is active."},
    Transition{promise_excuse, "excuse", kActiveOrPaused, promiser, "Excused", State::excused, 4, Effect::transition,
               "excuse", "excuse yourself: illness, emergency",
               "Only the one who promised can excuse it, while the promise is active.", kSingleChains},
    Transition{promise_end, "end from a day", kActiveOrPaused, promiser, "Ended (stepped back if less than 24 h ahead)",
               State::ended, 8, Effect::transition, "end", "end your standing or repeating promise, from a day on",
               "Only the one who promised can end a standing or repeating promise.", kSeriesChains},
    Transition{promise_not_come_up, "it did not come up", kActive, promiser, "Not due", State::not_due, 5,
               Effect::transition, "not-come-up", "say that the condition did not come up; it counts nowhere",
               "Only the one who promised can say so, of a conditional promise that is active.",
               chains_of(Chain::conditional)},
    Transition{promise_pause, "pause", set_of(State::active), promiser, "Paused", State::paused, 18, Effect::transition, "pause",
               "pause your promise; it is not due until you resume it",
               "Only the one who promised can pause it, while it is active and not past its time.", kTermsChains},
    Transition{promise_resume, "resume", set_of(State::paused), promiser, "Active", State::active, 18,
               Effect::transition, "resume", "resume your paused promise",
               "Only the one who promised can resume it, while it is paused.", kTermsChains},
    Transition{promise_confirm, "confirm", kReported, other, "Kept · Kept late · Partly", State::none, 15,
               Effect::transition, "confirm", "confirm your partner's report; may carry thanks",
               "Only the other person can confirm a report of kept or partly, or an upward correction.", kSingleChains},
    Transition{promise_confirm, "confirm the upward correction", kHasReport, proposal_answerer,
               "Kept · Kept late · Partly", State::none, 15, Effect::transition, "confirm",
               "confirm your partner's report; may carry thanks",
               "Only the other person can confirm a report of kept or partly, or an upward correction.", kSingleChains},
    Transition{promise_differ, "see it differently", kReported, other, "Disputed", State::disputed, 14,
               Effect::transition, "differ", "say that you see your partner's report differently",
               "Only the other person can see a report of kept or partly differently, before confirming it.", kSingleChains},
    Transition{promise_settle, "agree on an outcome (both, same value)", set_of(State::disputed), either,
               "Kept · Kept late · Partly · Missed", State::none, 11, Effect::proposal, "settle",
               "settle a dispute: agree on an outcome, take it back or leave it open",
               "Only a promise that is seen differently can be settled.", kSingleChains},
    Transition{promise_take_back, "take back", set_of(State::disputed), other, "Kept (own word) · Partly (own word)",
               State::none, 12, Effect::transition, "settle",
               "settle a dispute: agree on an outcome, take it back or leave it open",
               "Only the one who sees it differently can take that back.", kSingleChains},
    Transition{promise_leave_open, "leave open", set_of(State::disputed), either, "Closed, seen differently",
               State::left_open, 13, Effect::transition, "settle",
               "settle a dispute: agree on an outcome, take it back or leave it open",
               "Only a promise that is seen differently can be left open.", kSingleChains},
    Transition{promise_correct, "correct own report (upward: waits for a confirm)", kHasReport, promiser,
               "Reported · Missed", State::none, 10, Effect::transition, "correct",
               "correct your own report; the first one stays visible",
               "Only the one who reported can correct the report.", kSingleChains},
    Transition{promise_own_view, "own view (past due and grace)",
               kReported | set_of(State::unreported, State::missed, State::disputed, State::left_open), other,
               "unchanged", State::none, 0, Effect::annotation, "view", "add your own view beside your partner's word",
               "Only the other person can add a view, once the promise is past its time.", kSingleChains},
    Transition{promise_nudge, "nudge (one, past due and grace)", set_of(State::unreported), other, "unchanged",
               State::none, 0, Effect::annotation, "nudge", "ask once how it went",
               "Only the other person can nudge, once, while a promise past its time has no report.", kSingleChains},
};

std::string_view name_of(Who who) {
  switch (who) {
    case promiser: return "P";
    case other: return "R";
    case either: return "either";
    case terms_author: return "author of the terms";
    case terms_answerer: return "the one asked to answer";
    case proposal_author: return "its author";
    case proposal_answerer: return "the other than its author";
  }
  AVOW_ASSERT(false);
}

std::string names_of(ChainSet chains) {
  if (chains == kAllChains) return "all";
  constexpr std::array<std::string_view, 5> kNames{"one-off", "repeating", "standing", "conditional", "one day"};
  std::string out;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (!contains(chains, static_cast<Chain>(i))) continue;
    out += (out.empty() ? "" : " · ") + std::string(kNames[i]);
  }
  return out;
}

std::string names_of(StateSet states) {
  std::string out;
  for (std::size_t i = 0; i < kStateCount; ++i) {
    if (!contains(states, static_cast<State>(i))) continue;
    if (!out.empty()) out += " · ";
    out += kStateNames[i];
  }
  return out.empty() ? "–" : out;
}

}  // namespace

std::string_view name_of(State state) { return kStateNames[static_cast<std::size_t>(state)]; }

std::optional<State> state_named(std::string_view name) {
  const auto found = std::find(kStateNames.begin(), kStateNames.end(), name);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<State>(found - kStateNames.begin());
}

bool is_final(State state) { return contains(kFinal, state); }

std::span<const Transition> transitions() { return kTransitions; }

std::span<const Transition> transitions_of(RecordKind kind) {
  if (kind == none) return {};
  const auto is_kind = [kind](const Transition& row) { return row.kind == kind; };
  const auto from = std::find_if(kTransitions.begin(), kTransitions.end(), is_kind);
  const auto to = std::find_if_not(from, kTransitions.end(), is_kind);
  return {from, to};
}

std::string_view verb_of(RecordKind kind) {
  const auto rows = transitions_of(kind);
  return rows.empty() ? std::string_view() : rows.front().verb;
}

bool names_outcome(RecordKind kind) {
  return kind == promise_report || kind == promise_settle || kind == promise_correct || kind == promise_own_view;
}

std::string_view help_of(std::string_view verb) {
  const auto found = std::find_if(kTransitions.begin(), kTransitions.end(),
                                  [verb](const Transition& row) { return row.verb == verb; });
  return found == kTransitions.end() ? std::string_view() : found->help;
}

std::string transitions_markdown() {
  std::string out =
      "| from | event | who | to | wins | `avow promise` | kind | of |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (const Transition& row : kTransitions) {
    out += "| " + names_of(row.from) + " | " + std::string(row.event) + " | " + std::string(name_of(row.who)) + " | " +
           std::string(row.to) + " | " + (row.rank == 0 ? "–" : std::to_string(row.rank)) + " | `" +
           std::string(row.verb) + "` | " +
           (row.kind == none ? "–" : std::to_string(static_cast<unsigned>(row.kind))) + " | " + names_of(row.chains) + " |\n";
  }
  return out;
}

}  // namespace avow::ledger
