#include "app/service.h"

#include "app/backup.h"
#include "app/bundle.h"
#include "app/checkins.h"
#include "app/doctor.h"
#include "app/exporting.h"
#include "app/importing.h"
#include "app/leaving.h"
#include "app/local_facts.h"
#include "app/muting.h"
#include "app/notes.h"
#include "app/pairing.h"
#include "app/pictures.h"
#include "app/private_lane.h"
#include "app/promises.h"
#include "app/renewing.h"
#include "app/restoring.h"
#include "app/search.h"
#include "app/settings.h"
#include "app/shared.h"
#include "app/stats.h"
#include "app/status.h"
#include "app/syncing.h"
#include "app/taking_back.h"
#include "app/threads.h"
#include "app/timeline.h"
#include "app/today.h"
#include "app/us.h"
#include "app/verify.h"
#include "base/text_app.h"
#include "base/text_leaving.h"
#include "wire/message.h"

namespace avow::app {

namespace {

using Begun = Result<std::unique_ptr<Operation>>;

// For what was answered at once.
Begun at_once(Result<void> answered) {
  if (!answered.ok()) return std::move(answered).error();
  return std::unique_ptr<Operation>();
}

store::Pages pages_for(const Link& link) {
  return link.serving().up ? store::Pages::unless_large : store::Pages::always;
}

}  // namespace

Begun begin(Vault& vault, Link& link, schema::Request::Reader request, Replies& replies) {
  using wire::view_of;
  if (!request.isLeave()) vault.settle_leaving();  // that one does it itself, and answers
  // Why those: a backup would hold the keys, and what is erased or begun anew would count as before leaving.
  const bool as_before = request.isBackupCreate() || request.isEpochStart() || request.isRedact();
  if (vault.leaving_is_owed() && as_before) return Error{Errc::refused, std::string(text::kLeavingOwed)};
  apply_own_rules(vault, Thorough::no);
  const std::string_view zone = request.getZone().size() > 0 ? view_of(request.getZone()) : std::string_view("UTC");
  vault.look_from(zone);
  const Asker asker{zone, request.getClockIsRight()};
  switch (request.which()) {
    case schema::Request::UNSET: break;
    case schema::Request::STATUS: return at_once(status(vault, link, zone, replies));
    case schema::Request::NOTE_ADD: return at_once(note_add(vault, asker, request.getNoteAdd(), replies));
    case schema::Request::NOTE_ADD_LINES: return at_once(note_add_lines(vault, asker, request.getNoteAddLines(), replies));
    case schema::Request::NOTE_SHARE: return at_once(note_share(vault, asker, view_of(request.getNoteShare().getId()), replies));
    case schema::Request::NOTE_LIST: return note_list(vault, zone, request.getNoteList(), replies);
    case schema::Request::NOTE_SHOW: return at_once(note_show(vault, view_of(request.getNoteShow().getId()), replies));
    case schema::Request::NOTE_SEEN: return at_once(note_seen(vault, asker, view_of(request.getNoteSeen().getId()), replies));
    case schema::Request::NOTE_CORRECT: return at_once(note_correct(vault, asker, request.getNoteCorrect(), replies));
    case schema::Request::NOTE_WITHDRAW: return at_once(note_withdraw(vault, asker, view_of(request.getNoteWithdraw().getId()), replies));
    case schema::Request::PROMISE_OFFER: return at_once(promise_offer(vault, asker, request.getPromiseOffer(), replies));
    case schema::Request::PROMISE_ACT: return at_once(promise_act(vault, asker, request.getPromiseAct(), replies));
    case schema::Request::PROMISE_LIST: return promise_list(vault, zone, request.getPromiseList(), replies);
    case schema::Request::PROMISE_SHOW: return at_once(promise_show(vault, zone, request.getPromiseShow(), replies));
    case schema::Request::VERIFY: return Begun(verify(vault, pages_for(link), replies));
    case schema::Request::WORDS: return at_once(words(vault, replies));
    case schema::Request::PAIR_INVITE: return pair_invite(vault, link, request.getPairInvite(), replies);
    case schema::Request::PAIR_JOIN: return pair_join(vault, link, request.getPairJoin(), replies);
    case schema::Request::PAIR_CONFIRM: return at_once(pair_confirm(vault, replies));
    case schema::Request::PAIR_WORDS: return at_once(pair_words(vault, replies));
    case schema::Request::SYNC_LISTEN: return sync_listen(vault, link, request.getSyncListen(), replies);
    case schema::Request::SYNC_DIAL: return sync_dial(vault, link, request.getSyncDial(), replies);
    case schema::Request::TODAY: return at_once(today(vault, zone, replies));
    case schema::Request::CONFIG_SHOW: return at_once(config_show(vault, replies));
    case schema::Request::CONFIG_SET: return at_once(config_set(vault, request.getConfigSet(), replies));
    case schema::Request::LOCAL_FACTS: return at_once(local_facts(vault, replies));
    case schema::Request::DOCTOR: return at_once(doctor(vault, pages_for(link), zone, replies));
    case schema::Request::PRIVATE_WRITE: return at_once(private_write(vault, request.getPrivateWrite(), replies));
    case schema::Request::PRIVATE_LIST: return at_once(private_list(vault, request.getPrivateList(), replies));
    case schema::Request::PRIVATE_SHOW: return at_once(private_show(vault, request.getPrivateShow(), replies));
    case schema::Request::PRIVATE_ERASE: return at_once(private_erase(vault, request.getPrivateErase(), replies));
    case schema::Request::JOURNAL_SHARE: return at_once(journal_share(vault, asker, request.getJournalShare(), replies));
    case schema::Request::JOURNAL_TAKE_BACK: return at_once(journal_take_back(vault, asker, view_of(request.getJournalTakeBack().getId()), replies));
    case schema::Request::MUTE: return at_once(set_mute(vault, zone, request.getMute(), replies));
    case schema::Request::STATS: return at_once(stats(vault, zone, request.getStats(), replies));
    case schema::Request::STATS_SHARE: return at_once(stats_share(vault, asker, request.getStatsShare(), replies));
    case schema::Request::SEARCH: return search(vault, zone, request.getSearch(), replies);
    case schema::Request::TIMELINE: return timeline(vault, zone, request.getTimeline(), replies);
    case schema::Request::US: return at_once(us(vault, zone, replies));
    case schema::Request::SHARED: return shared(vault, request.getShared(), replies);
    case schema::Request::THREAD_BEGIN: return at_once(thread_begin(vault, asker, request.getThreadBegin(), replies));
    case schema::Request::THREAD_ACT: return at_once(thread_act(vault, asker, request.getThreadAct(), replies));
    case schema::Request::THREAD_LIST: return thread_list(vault, zone, request.getThreadList(), replies);
    case schema::Request::THREAD_SHOW: return at_once(thread_show(vault, zone, request.getThreadShow(), replies));
    case schema::Request::CHECKIN_START: return at_once(checkin_start(vault, asker, request.getCheckinStart(), replies));
    case schema::Request::CHECKIN_ANSWER: return at_once(checkin_answer(vault, asker, request.getCheckinAnswer(), replies));
    case schema::Request::CHECKIN_SHOW: return at_once(checkin_show(vault, zone, view_of(request.getCheckinShow().getId()), replies));
    case schema::Request::CHECKIN_WITHDRAW: return at_once(checkin_withdraw(vault, asker, view_of(request.getCheckinWithdraw().getId()), replies));
    case schema::Request::CHECKIN_LIST: return at_once(checkin_list(vault, zone, request.getCheckinList(), replies));
    case schema::Request::EXPORT_LINES: return export_lines(vault, replies);
    case schema::Request::IMPORT_LINES: return import_lines(vault, asker, request.getImportLines(), replies);
    case schema::Request::EPOCH_START: return at_once(epoch_start(vault, request.getEpochStart(), replies));
    case schema::Request::REKEY: return rekey(vault, link, request.getRekey(), replies);
    case schema::Request::REKEY_DROP: return at_once(rekey_drop(vault, replies));
    case schema::Request::RESTORED_LIST: return at_once(restored_list(vault, replies));
    case schema::Request::RESTORED_SAY: return at_once(restored_say(vault, request.getRestoredSay(), replies));
    case schema::Request::REDACT: return redact(vault, asker, request.getRedact(), replies);
    case schema::Request::TAKEN_BACK: return at_once(taken_back(vault, request.getTakenBack(), replies));
    case schema::Request::BACKUP_CREATE: return backup_create(vault, request.getBackupCreate(), replies);
    case schema::Request::BACKUP_LIST: return at_once(backup_list(vault, replies));
    case schema::Request::BACKUP_MADE: return at_once(backup_made(vault, request.getBackupMade(), replies));
    case schema::Request::BUNDLE_EXPORT: return bundle_export(vault, replies);
    case schema::Request::BUNDLE_TAKE: return at_once(bundle_take(vault, request.getBundleTake(), replies));
    case schema::Request::PICTURE: return at_once(picture(vault, zone, request.getPicture(), replies));
    case schema::Request::LEAVE: return leave(vault, asker, link, request.getLeave(), replies);
    case schema::Request::LOCK:
    case schema::Request::STOP: break;
  }
  return Error{Errc::usage, std::string(text::kUnknownRequest)};
}

bool talks_to_partner(schema::Request::Reader request) {
  return request.isSyncListen() || request.isSyncDial() || request.isPairInvite() || request.isPairJoin() ||
         request.isRekey();
}

bool shows_content(schema::Request::Reader request) {
  return !request.isStatus() && !request.isLock() && !request.isStop();
}

}  // namespace avow::app
