#include <fmt/format.h>

#include "app/doctor.h"
#include "cli/hints.h"
#include "cli/replies.h"
#include "wire/json.h"
#include "wire/message.h"

namespace avow::cli {
namespace {

// Why not an Error: the schema is our own, so a failure here is a bug of the encoder, not of the world.
template <typename Schema>
std::string json_of(typename Schema::Reader value) {
  auto json = wire::to_json<Schema>(value);
  AVOW_ASSERT(json.ok());
  return std::move(*json);
}

// Why by hand: the codec leaves out what is null, and whoever reads it asks whether `theirs` is null.
std::string json_of_checkin(schema::Checkin::Reader checkin) {
  std::string json = json_of<schema::Checkin>(checkin);
  std::string nulls;
  if (!checkin.hasMine()) nulls += ",\"mine\":null";
  if (!checkin.hasTheirs()) nulls += ",\"theirs\":null";
  return json.insert(json.size() - 1, nulls);
}

int exit_code_of(schema::Doctor::Reader doctor) {
  int out = exit_code::kOk;
  for (const auto check : doctor.getChecks()) {
    if (check.getOk()) continue;
    if (wire::view_of(check.getName()) == app::kIntegrity) return exit_code::kVerification;
    out = exit_code::kFailed;
  }
  return out;
}

// Why not ok: not all of it could be taken, or what it shows has to be looked at.
int exit_code_of(schema::BundleImported::Reader imported) {
  if (imported.getTwoHistories()) return exit_code::kVerification;
  return imported.getGap() || imported.getReadOnly() ? exit_code::kRefused : exit_code::kOk;
}

}  // namespace

void ShownReplies::done(schema::Done::Reader done) {
  finished_ = true;
  if (done.isVerified() && !done.getVerified().getOk()) exit_code_ = exit_code::kVerification;
  if (done.isPartial()) exit_code_ = exit_code::kVerification;
  if (done.isDoctor()) exit_code_ = exit_code_of(done.getDoctor());
  if (done.isBundleImported()) exit_code_ = exit_code_of(done.getBundleImported());
  show_done(done);
}

void JsonReplies::item(schema::Item::Reader item) {
  switch (item.which()) {
    case schema::Item::UNSET:
    case schema::Item::LINE:
    case schema::Item::CHUNK: return;  // only what writes a file is sent lines and chunks, and it writes them itself
    case schema::Item::NOTE: return element(json_of<schema::Note>(item.getNote()));
    case schema::Item::PROMISE: return element(json_of<schema::Promise>(item.getPromise()));
    case schema::Item::LISTENING: return output_.data(json_of<schema::Listening>(item.getListening()));
    case schema::Item::INVITE: return output_.data(json_of<schema::Invite>(item.getInvite()));
    case schema::Item::THREAD: return element(json_of<schema::Thread>(item.getThread()));
    case schema::Item::EVENT: return output_.data(json_of<schema::Event>(item.getEvent()));
    case schema::Item::PRIVATE_RECORD: return element(json_of<schema::PrivateRecord>(item.getPrivateRecord()));
    case schema::Item::TAKEN_BACK: return element(json_of<schema::TakenBack>(item.getTakenBack()));
    case schema::Item::HIT: return element(json_of<schema::Hit>(item.getHit()));
    case schema::Item::MOMENT: return element(json_of<schema::Moment>(item.getMoment()));
    case schema::Item::CHECKIN: return element(json_of_checkin(item.getCheckin()));
    case schema::Item::SHARED: return element(json_of<schema::SharedItem>(item.getShared()));
    case schema::Item::RESTORED: return element(json_of<schema::RestoredRecord>(item.getRestored()));
  }
}

void JsonReplies::begin_list() {
  if (begun_) return;
  begun_ = true;
  output_.print(fmt::format("{{\"v\":1,\"data\":{{\"{}\":[", list_));
}

void JsonReplies::element(const std::string& json) {
  begin_list();
  if (!first_) output_.print(",");
  first_ = false;
  output_.print(json);
}

// `more`: further fields beside the list.
void JsonReplies::end_list(std::string_view more) {
  begin_list();
  output_.print(fmt::format("]{}}}}}\n", more));
  output_.flush();
}

void JsonReplies::show_done(schema::Done::Reader done) {
  switch (done.which()) {
    case schema::Done::UNSET: return output_.data("{}");
    case schema::Done::STATUS: return output_.data(json_of<schema::Status>(done.getStatus()));
    case schema::Done::RECORD: return output_.data(json_of<schema::RecordState>(done.getRecord()));
    case schema::Done::COUNT: return output_.data(json_of<schema::Count>(done.getCount()));
    case schema::Done::VERIFIED: return output_.data(json_of<schema::Verified>(done.getVerified()));
    case schema::Done::WORDS: return output_.data(json_of<schema::SpokenWords>(done.getWords()));
    case schema::Done::PAIRED: return output_.data(json_of<schema::Paired>(done.getPaired()));
    case schema::Done::CONFIRMED: return output_.data(json_of<schema::Confirmed>(done.getConfirmed()));
    case schema::Done::SYNCED: return output_.data(json_of<schema::Synced>(done.getSynced()));
    case schema::Done::BACKUP_CREATED: return output_.data(json_of<schema::BackupCreated>(done.getBackupCreated()));
    case schema::Done::BACKUPS: return output_.data(json_of<schema::Backups>(done.getBackups()));
    case schema::Done::BACKUP_VERIFIED: return output_.data(json_of<schema::BackupVerified>(done.getBackupVerified()));
    case schema::Done::BUNDLE_EXPORTED: return output_.data(json_of<schema::BundleExported>(done.getBundleExported()));
    case schema::Done::BUNDLE_IMPORTED: return output_.data(json_of<schema::BundleImported>(done.getBundleImported()));
    case schema::Done::RESTORED: return output_.data(json_of<schema::Restored>(done.getRestored()));
    case schema::Done::CREATED: return output_.data(json_of<schema::Created>(done.getCreated()));
    case schema::Done::TODAY: return output_.data(json_of<schema::Today>(done.getToday()));
    case schema::Done::CONFIG: return output_.data(json_of<schema::Config>(done.getConfig()));
    case schema::Done::SETTING: return output_.data(json_of<schema::Setting>(done.getSetting()));
    case schema::Done::LOCAL_FACTS: return output_.data(json_of<schema::LocalFacts>(done.getLocalFacts()));
    case schema::Done::DOCTOR: return output_.data(json_of<schema::Doctor>(done.getDoctor()));
    case schema::Done::LOCKED: return output_.data(json_of<schema::Locked>(done.getLocked()));
    case schema::Done::UNLOCKED: return output_.data(json_of<schema::Unlocked>(done.getUnlocked()));
    case schema::Done::STATS: return output_.data(json_of<schema::Stats>(done.getStats()));
    case schema::Done::PICTURE: return output_.data(json_of<schema::Picture>(done.getPicture()));
    case schema::Done::TEMPLATES: return output_.data(json_of<schema::Templates>(done.getTemplates()));
    case schema::Done::CHECKIN: return output_.data(json_of_checkin(done.getCheckin()));
    case schema::Done::REKEYED: return output_.data(json_of<schema::Rekeyed>(done.getRekeyed()));
    case schema::Done::EPOCH_STARTED: return output_.data(json_of<schema::EpochStarted>(done.getEpochStarted()));
    case schema::Done::LEFT: return output_.data(json_of<schema::Left>(done.getLeft()));
    case schema::Done::US: return output_.data(json_of<schema::Us>(done.getUs()));
    case schema::Done::SEARCHED:
      return end_list(fmt::format(",\"more\":{},\"left_out\":{}", done.getSearched().getMore(), done.getSearched().getLeftOut()));
    case schema::Done::PARTIAL:
    case schema::Done::LIST: return end_list("");
  }
}

}  // namespace avow::cli
