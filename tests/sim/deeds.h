// Random things that a person does in the program, allowed or not: rules refuse some of them, which is part of life.
#pragma once

#include <iterator>
#include <set>

#include "fakes/two_people.h"
#include "ledger/transitions.h"

namespace avow::testing {

class Deeds {
 public:
  explicit Deeds(SeededRandom& chance) : chance_(chance) {
    for (const auto& row : ledger::transitions()) {
      if (!row.verb.empty()) verbs_.emplace(row.verb);
    }
  }

  // One deed. False: a rule refused it.
  bool do_something(Person& who) {
    switch (chance_.below(8)) {
      case 0:
      case 1: return add_note(who);
      case 2: return change_note(who);
      case 3: return add_promise(who);
      default: return act(who);
    }
  }
  bool add_note(Person& who) {
    const std::string text = "a note that only two may know, number " + std::to_string(texts_.size());
    texts_.push_back(text);
    return ask(who, [&](auto request) { request.initNoteAdd().setText(text); }, &notes_);
  }
  bool add_promise(Person& who) {
    return ask(who, [this](auto request) { fill_terms(request.initPromiseOffer(), chance_.below(4) == 0); }, &promises_);
  }
  bool act(Person& who) {
    if (promises_.empty()) return add_promise(who);
    auto verb = verbs_.begin();
    std::advance(verb, static_cast<std::ptrdiff_t>(chance_.below(verbs_.size())));
    return act(who, *verb, promises_[chance_.below(promises_.size())]);
  }
  bool act(Person& who, const std::string& verb, const std::string& id) {
    static constexpr const char* kOutcomes[] = {"kept", "partly", "missed", "take-back", "leave-open", ""};
    const char* const outcome = kOutcomes[chance_.below(std::size(kOutcomes))];
    return ask(who, [&](auto request) {
      auto act = request.initPromiseAct();
      act.setId(id);
      act.setVerb(verb);
      act.setOutcome(outcome);
      act.setText("because of the train");
      if (verb == "counter" || verb == "change") fill_terms(act.initTerms(), false);
    });
  }

  const std::vector<std::string>& notes() const { return notes_; }
  const std::vector<std::string>& promises() const { return promises_; }
  const std::vector<std::string>& note_texts() const { return texts_; }
  std::uint64_t done() const { return done_; }
  std::uint64_t refused() const { return refused_; }

 private:
  bool change_note(Person& who) {
    if (notes_.empty()) return add_note(who);
    const std::string& id = notes_[chance_.below(notes_.size())];
    switch (chance_.below(3)) {
      case 0: return ask(who, [&](auto request) { request.initNoteSeen().setId(id); });
      case 1: return ask(who, [&](auto request) { request.initNoteWithdraw().setId(id); });
      default: break;
    }
    const std::string text = "what I meant to say was number " + std::to_string(texts_.size());
    texts_.push_back(text);
    return ask(who, [&](auto request) {
      auto change = request.initNoteCorrect();
      change.setId(id);
      change.setText(text);
    });
  }

  void fill_terms(schema::PromiseTerms::Builder terms, bool asks) {
    terms.setText("I will be home by six, time " + std::to_string(promises_.size()));
    terms.setDoneWhen("when I am inside");
    if (chance_.below(2) == 0) terms.setDue("2027-06-01T18:00");
    terms.setAsk(asks);
  }

  // Any other error than a rule's, or an id that is not here yet, fails the test.
  template <typename Fill>
  bool ask(Person& who, Fill fill, std::vector<std::string>* ids = nullptr) {
    capnp::MallocMessageBuilder message;
    auto request = message.initRoot<schema::Request>();
    request.setZone("Europe/Berlin");
    request.setClockIsRight(true);
    fill(request);
    Answers answers;
    const auto result = who.ask(request.asReader(), answers);
    if (!result.ok()) {
      const Errc code = result.error().code;
      const bool ordinary = code == Errc::refused || code == Errc::not_found || code == Errc::usage;
      REQUIRE_MESSAGE(ordinary, name_of(code) << ": " << result.error().context);
      ++refused_;
      return false;
    }
    if (ids != nullptr) ids->push_back(answers.result().getRecord().getId());
    ++done_;
    return true;
  }

  SeededRandom& chance_;
  std::set<std::string> verbs_;
  std::vector<std::string> notes_;
  std::vector<std::string> promises_;
  std::vector<std::string> texts_;
  std::uint64_t done_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace avow::testing
