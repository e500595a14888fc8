// Threads asked for in short words.
#pragma once

#include "unit/app/support.h"

namespace avow::testing {

struct Begun {
  std::string kind;
  std::string text = "a few words";
  std::string until = {};
  std::string start = {};
  std::string review = {};
  std::string renews = {};
  bool as_draft = false;
};
inline auto begin_thread(const Begun& what) {
  return [what](Request request) {
    auto thread = request.initThreadBegin();
    thread.setKind(what.kind);
    thread.setText(what.text);
    thread.setUntil(what.until);
    thread.setStart(what.start);
    thread.setReview(what.review);
    thread.setRenews(what.renews);
    thread.setAsDraft(what.as_draft);
  };
}
inline std::string begun(Person& person, const Begun& what) {
  return ask(person, begin_thread(what))->result().getRecord().getId();
}

struct Acted {
  std::string kind;
  std::string id;
  std::string verb;
  std::string text = {};
  std::string when = {};
  std::string promise = {};
  std::string offer = {};
  bool in_session = false;
};
inline auto act_in_thread(const Acted& what) {
  return [what](Request request) {
    auto act = request.initThreadAct();
    act.setKind(what.kind);
    act.setId(what.id);
    act.setVerb(what.verb);
    act.setText(what.text);
    act.setWhen(what.when);
    act.setPromise(what.promise);
    act.initOffer().setText(what.offer);
    act.setInSession(what.in_session);
  };
}
inline std::string acted(Person& person, const Acted& what) {
  return ask(person, act_in_thread(what))->result().getRecord().getState();
}
inline std::unique_ptr<Answers> show_thread(Person& person, const std::string& kind, const std::string& id) {
  return ask(person, [&](Request request) {
    auto show = request.initThreadShow();
    show.setKind(kind);
    show.setId(id);
  });
}
inline std::string thread_state(Person& person, const std::string& kind, const std::string& id) {
  return show_thread(person, kind, id)->at(0).getThread().getState();
}
inline std::unique_ptr<Answers> list_threads(Person& person, const std::string& kind, std::uint32_t limit = 0) {
  return ask(person, [&](Request request) {
    auto list = request.initThreadList();
    list.setKind(kind);
    list.setLimit(limit);
  });
}

}  // namespace avow::testing
