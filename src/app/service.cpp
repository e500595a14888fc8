#include "app/service.h"

#include "app/doctor.h"
#include "app/local_facts.h"
#include "app/notes.h"
#include "app/pairing.h"
#include "app/promises.h"
#include "app/settings.h"
#include "app/status.h"
#include "app/syncing.h"
#include "app/today.h"
#include "app/verify.h"
#include "wire/message.h"

namespace avow::app {

Result<void> serve(Vault& vault, Link& link, schema::Request::Reader request, Replies& replies) {
  using wire::view_of;
  const std::string_view zone = request.getZone().size() > 0 ? view_of(request.getZone()) : std::string_view("UTC");
  const Asker asker{zone, request.getClockIsRight()};
  switch (request.which()) {
    case schema::Request::UNSET: break;
    case schema::Request::STATUS: return status(vault, replies);
    case schema::Request::NOTE_ADD: return note_add(vault, asker, request.getNoteAdd(), replies);
    case schema::Request::NOTE_ADD_LINES: return note_add_lines(vault, asker, request.getNoteAddLines(), replies);
    case schema::Request::NOTE_SHARE: return note_share(vault, asker, view_of(request.getNoteShare().getId()), replies);
    case schema::Request::NOTE_LIST: return note_list(vault, zone, request.getNoteList(), replies);
    case schema::Request::NOTE_SHOW: return note_show(vault, view_of(request.getNoteShow().getId()), replies);
    case schema::Request::NOTE_SEEN: return note_seen(vault, asker, view_of(request.getNoteSeen().getId()), replies);
    case schema::Request::NOTE_CORRECT: return note_correct(vault, asker, request.getNoteCorrect(), replies);
    case schema::Request::NOTE_WITHDRAW: return note_withdraw(vault, asker, view_of(request.getNoteWithdraw().getId()), replies);
    case schema::Request::PROMISE_OFFER: return promise_offer(vault, asker, request.getPromiseOffer(), replies);
    case schema::Request::PROMISE_ACT: return promise_act(vault, asker, request.getPromiseAct(), replies);
    case schema::Request::PROMISE_LIST: return promise_list(vault, zone, request.getPromiseList(), replies);
    case schema::Request::PROMISE_SHOW: return promise_show(vault, view_of(request.getPromiseShow().getId()), replies);
    case schema::Request::VERIFY: return verify(vault, replies);
    case schema::Request::WORDS: return words(vault, replies);
    case schema::Request::PAIR_INVITE: return pair_invite(vault, link, request.getPairInvite(), replies);
    case schema::Request::PAIR_JOIN: return pair_join(vault, link, request.getPairJoin(), replies);
    case schema::Request::PAIR_CONFIRM: return pair_confirm(vault, replies);
    case schema::Request::PAIR_WORDS: return pair_words(vault, replies);
    case schema::Request::SYNC_LISTEN: return sync_listen(vault, link, request.getSyncListen(), replies);
    case schema::Request::SYNC_DIAL: return sync_dial(vault, link, request.getSyncDial(), replies);
    case schema::Request::TODAY: return today(vault, zone, replies);
    case schema::Request::CONFIG_SHOW: return config_show(vault, replies);
    case schema::Request::CONFIG_SET: return config_set(vault, request.getConfigSet(), replies);
    case schema::Request::LOCAL_FACTS: return local_facts(vault, replies);
    case schema::Request::DOCTOR: return doctor(vault, zone, replies);
    case schema::Request::LOCK: break;
  }
  return Error{Errc::usage, "an unknown request"};
}

}  // namespace avow::app
