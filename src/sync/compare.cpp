#include "sync/compare.h"

#include <algorithm>

namespace avow::sync {
namespace {

LogStatus status_of(const log::LogPosition& position) {
  LogStatus out;
  out.lane = position.ref.lane;
  out.epoch = position.ref.epoch;
  out.yours = position.ref.by == log::Author::partner;
  out.size = position.size;
  out.head = position.head;
  out.cosigned_size = position.cosignature ? position.cosignature->checkpoint.size : 0;
  if (!position.certificate.empty()) {
    auto certificate = log::decode_certificate(position.certificate);
    AVOW_ASSERT(certificate.ok());  // it was checked before it was stored
    out.certificate = std::move(*certificate);
  }
  return out;
}

}  // namespace

Result<Hello> make_hello(log::LogStore& store, Logs& logs) {
  std::vector<log::LogPosition> positions = store.positions();
  if (!store.read_only()) {
    AVOW_TRY(positions, store.publish_heads());
  }
  logs.take_in(positions);
  logs.show_only_published();
  Hello hello;
  for (const Outgoing& log : logs.outgoing) hello.logs.push_back(status_of(log.position));
  for (const auto& position : positions) {
    if (position.ref.by == log::Author::partner) hello.logs.push_back(status_of(position));
  }
  return hello;
}

Result<void> take_epochs(log::LogStore& store, const Hello& theirs) {
  std::vector<const LogStatus*> certified;
  for (const LogStatus& status : theirs.logs) {
    if (status.certificate) certified.push_back(&status);
  }
  std::ranges::stable_sort(certified, {}, &LogStatus::epoch);  // one after the other, in whatever order they are named
  for (const LogStatus* status : certified) {
    const auto author = status->yours ? log::Author::me : log::Author::partner;
    const auto found = store.found_epoch(author, *status->certificate);
    if (!found.ok() && found.error().code != Errc::refused) return found;
  }
  return {};
}

bool has_other_keys(const LogStatus& status, const log::LogPosition& held) {
  return status.certificate && log::encode(*status.certificate) != held.certificate;
}

log::LogPosition position_now(log::LogStore& store, const log::LogRef& ref) {
  const auto positions = store.positions();
  const auto at = std::find_if(positions.begin(), positions.end(), [&ref](const auto& one) { return one.ref == ref; });
  AVOW_ASSERT(at != positions.end());
  return *at;
}

Result<bool> knows_own_head(const Pair& pair, log::LogStore& store, const LogStatus& status, const Outgoing& log) {
  const auto authentic = check_own_head(pair, log.position, *status.head);
  if (!authentic.ok()) {
    AVOW_CHECK(store.found_unwritten(log.position.ref, *status.head));
    return authentic.error();
  }
  const std::uint64_t shown = status.head->size();
  if (status.size > shown) return Error{Errc::malformed, "more entries than the head covers"};
  const log::LogPosition held = position_now(store, log.position.ref);
  if (held.head && held.head->size() == shown) return held.head->checkpoint.root == status.head->checkpoint.root;
  if (shown > held.size) return false;
  AVOW_TRY(const Hash root, store.root_at(log.position.ref, shown));
  return root == status.head->checkpoint.root;
}

Result<std::optional<Cosign>> next_cosignature(log::LogStore& store, Incoming& log, Instant now) {
  AVOW_TRY(auto cosignature, store.cosign(log.position.ref, now));
  const auto& last = log.position.cosignature;
  // Why: the last one is durable here, but may have been lost on its way.
  if (!cosignature && last && last->checkpoint.size > log.cosigned_there) cosignature = last;
  if (!cosignature) return std::optional<Cosign>();
  log.position.cosignature = cosignature;
  if (log.position.ref.lane == log::Lane::notes) cosignature->time_seconds = 0;
  return std::optional(Cosign{log.position.ref.lane, log.position.ref.epoch, std::move(*cosignature)});
}

}  // namespace avow::sync
