#include "log/epoch.h"

#include "base/assert.h"
#include "base/codec.h"
#include "base/limits.h"

namespace avow::log {
namespace {

constexpr std::string_view kPurpose = "epoch";

Bytes certified_bytes(const EpochKeys& keys, const std::optional<Checkpoint>& last_head) {
  ByteWriter out;
  out.u16(keys.epoch).fixed(keys.log_key).fixed(keys.witness_key).text(last_head ? to_text(*last_head) : std::string());
  return out.take();
}

}  // namespace

Certificate certify(const Pen& pen, const EpochKeys& keys, std::optional<Checkpoint> last_head) {
  AVOW_ASSERT(keys.epoch >= 1 && keys.epoch <= limits::kEpochMax);
  const auto signature = pen.certify(kPurpose, certified_bytes(keys, last_head));
  return {keys, std::move(last_head), signature};
}

bool verify(const Certificate& certificate, const crypto::PublicKey& export_key) {
  const Bytes bytes = certified_bytes(certificate.keys, certificate.last_head);
  return verify_certificate(kPurpose, bytes, certificate.signature, export_key);
}

Bytes encode(const Certificate& certificate) {
  Bytes out = certified_bytes(certificate.keys, certificate.last_head);
  append(out, certificate.signature);
  return out;
}

Result<Certificate> decode_certificate(ByteView bytes) {
  ByteReader in(bytes);
  Certificate out;
  out.keys.epoch = in.u16();
  out.keys.log_key = in.array<32>();
  out.keys.witness_key = in.array<32>();
  const std::string head = in.text();
  out.signature = in.array<64>();
  if (!in.finish().ok()) return Error{Errc::malformed, "the certificate of an epoch"};
  if (out.keys.epoch > limits::kEpochMax || head.size() > limits::kHeadTextBytesMax) {
    return Error{Errc::too_large, "the certificate of an epoch"};
  }
  if (out.keys.epoch == 0) return Error{Errc::malformed, "a certificate of the first epoch"};
  if (!head.empty()) {
    AVOW_TRY(out.last_head, parse_checkpoint(head));
  }
  return out;
}

}  // namespace avow::log
