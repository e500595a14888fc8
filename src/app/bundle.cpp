#include "app/bundle.h"

#include "app/answers.h"
#include "app/incoming_bundle.h"
#include "app/settings.h"
#include "app/syncing.h"
#include "base/encoding.h"
#include "base/limits.h"
#include "base/text_bundle.h"
#include "wire/message.h"

namespace avow::app {
namespace {

class Exporting final : public Operation {
 public:
  Exporting(Vault& vault, Replies& replies) : vault_(vault), replies_(replies) {}

  Result<Progress> step() override {
    AVOW_CHECK(check_may_sync(vault_));  // since the last step somebody may have left
    if (!writer_) writer_.emplace(vault_.keys().pair(), vault_, vault_.random());
    AVOW_TRY(const Bytes bytes, writer_->next(vault_.clock().now()));
    if (bytes.empty()) return end();
    capnp::MallocMessageBuilder message;
    message.initRoot<schema::Item>().setChunk(wire::data_of(bytes));
    replies_.item(message.getRoot<schema::Item>());
    return Progress::more;
  }

 private:
  Result<Progress> end() {
    AVOW_TRY(const std::string partner, shown_name(vault_, vault_.keys().partner()->keys.name));
    capnp::MallocMessageBuilder message;
    auto out = message.initRoot<schema::Done>().initBundleExported();
    out.setEntries(count32(writer_->entries()));
    out.setPartner(partner);
    replies_.done(message.getRoot<schema::Done>());
    return Progress::done;
  }

  Vault& vault_;
  Replies& replies_;
  std::optional<sync::BundleWriter> writer_;
};

Result<void> finish(Vault& vault, sync::BundleReader& reader, Replies& replies) {
  AVOW_TRY(const sync::BundleOutcome outcome, reader.finish());
  AVOW_CHECK(vault.keep_last_sync(vault.clock().now()));
  AVOW_TRY(const std::string partner, shown_name(vault, vault.keys().partner()->keys.name));
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Done>().initBundleImported();
  out.setReceived(count32(outcome.received));
  out.setPartner(partner);
  out.setGap(outcome.gap);
  out.setOlder(outcome.older);
  out.setTwoHistories(outcome.two_histories);
  out.setReadOnly(outcome.lost_here);
  replies.done(message.getRoot<schema::Done>());
  return {};
}

}  // namespace

Result<std::unique_ptr<Operation>> bundle_export(Vault& vault, Replies& replies) {
  AVOW_CHECK(check_may_sync(vault));
  return std::unique_ptr<Operation>(std::make_unique<Exporting>(vault, replies));
}

Result<void> bundle_take(Vault& vault, schema::BundlePiece::Reader request, Replies& replies) {
  AVOW_CHECK(check_may_sync(vault));
  AVOW_TRY(const Bytes bytes, from_base64(wire::view_of(request.getBytes())));
  if (bytes.size() > limits::kBundlePieceBytesMax) return Error{Errc::too_large, "a piece of a sealed file"};
  auto& incoming = vault.incoming_bundle();
  if (request.getNumber() == 0) incoming = std::make_unique<IncomingBundle>(vault.keys().pair(), vault);
  if (incoming == nullptr || incoming->pieces != request.getNumber()) {
    return Error{Errc::usage, std::string(text::kBundleOutOfTurn)};
  }
  // Why taken out: an Error ends it, and so does its last piece.
  auto mine = std::exchange(incoming, nullptr);
  ++mine->pieces;
  AVOW_CHECK(mine->reader.receive(bytes));
  if (request.getLast()) return finish(vault, mine->reader, replies);
  reply_count(mine->pieces, replies);
  incoming = std::move(mine);
  return {};
}

}  // namespace avow::app
