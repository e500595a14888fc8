#include "log/note_text.h"

#include <algorithm>
#include <charconv>

#include "base/encoding.h"
#include "base/limits.h"
#include "base/text.h"
#include "crypto/hash.h"

namespace avow::log {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // em dash, space: how a signature line begins

Error malformed(const char* what) { return {Errc::malformed, what}; }

// U+0085 U+00A0 U+1680 U+2000–200A U+2028 U+2029 U+202F U+205F U+3000, and the ASCII ones (Unicode White_Space).
bool holds_space(std::string_view text) {
  constexpr std::string_view kSpaces[] = {
      "\t", "\n", "\v", "\f", "\r", " ", "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
      "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
  return std::any_of(std::begin(kSpaces), std::end(kSpaces),
                     [&](std::string_view space) { return text.find(space) != std::string_view::npos; });
}

bool is_key_name(std::string_view name) {
  return !name.empty() && is_utf8(name) && name.find('+') == std::string_view::npos && !holds_space(name);
}

// UTF-8 without control characters other than line feed.
bool is_plain_text(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n';
  });
}

// What stands before the first `stop`, which is dropped from `rest` too; nullopt when there is none.
std::optional<std::string_view> cut(std::string_view& rest, char stop) {
  const auto at = rest.find(stop);
  if (at == std::string_view::npos) return std::nullopt;
  const auto head = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return head;
}

std::optional<NoteKeyType> key_type(std::uint8_t byte) {
  switch (byte) {
    case 0x01: return NoteKeyType::ed25519;
    case 0x04: return NoteKeyType::cosignature_v1;
    default: return std::nullopt;
  }
}

Result<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return malformed("a line that is no signature");
  line.remove_prefix(kDash.size());
  const auto name = cut(line, ' ');
  if (!name || !is_key_name(*name)) return malformed("a signature line without a name");
  AVOW_TRY(const Bytes bytes, from_base64(line));
  NoteSignature out{std::string(*name), {}, {}};
  if (bytes.size() <= out.key_id.size()) return malformed("a signature line without a signature");
  out.key_id = first<4>(bytes);
  out.signature.assign(bytes.begin() + 4, bytes.end());
  return out;
}

bool verify_one(const NoteSignature& signature, const NoteKey& key, std::string_view text) {
  const ByteView bytes = signature.signature;
  switch (key.type) {
    case NoteKeyType::ed25519: return crypto::verify(key.key, bytes_of(text), bytes);
    case NoteKeyType::cosignature_v1: {
      if (bytes.size() != 8 + crypto::Signature{}.size()) return false;
      std::uint64_t time = 0;
      for (const std::uint8_t byte : bytes.first(8)) time = (time << 8U) | byte;
      return crypto::verify(key.key, bytes_of(cosigned_message(time, text)), bytes.subspan(8));
    }
  }
  return false;
}

// The known key of that name and id, or none. Error{forged} when two different ones claim both.
Result<const NoteKey*> find_key(const NoteSignature& signature, const std::vector<NoteKey>& known) {
  const NoteKey* found = nullptr;
  for (const NoteKey& key : known) {
    if (key.name != signature.name || key.id() != signature.key_id) continue;
    if (found != nullptr && *found != key) return Error{Errc::forged, "two known keys of one name and id"};
    found = &key;
  }
  return found;
}

std::string lower_base32(const LogId& log) { return to_text(RecordId{log.bytes}); }

}  // namespace

ByteArray<4> NoteKey::id() const {
  const std::uint8_t separator_and_type[] = {0x0A, static_cast<std::uint8_t>(type)};
  return first<4>(crypto::sha256({bytes_of(name), separator_and_type, key}));
}

std::string NoteKey::vkey() const {
  Bytes typed{static_cast<std::uint8_t>(type)};
  append(typed, key);
  return name + "+" + to_hex(id()) + "+" + to_base64(typed);
}

Result<NoteKey> parse_vkey(std::string_view vkey) {
  if (vkey.size() > limits::kNoteKeyBytesMax) return Error{Errc::too_large, "a verifier key over its limit"};
  const auto name = cut(vkey, '+');
  const auto id = cut(vkey, '+');
  if (!name || !id || !is_key_name(*name)) return malformed("not a verifier key");
  AVOW_TRY(const Bytes typed, from_base64(vkey));
  if (typed.size() != 1 + crypto::PublicKey{}.size()) return malformed("a verifier key of a wrong length");
  const auto type = key_type(typed[0]);
  if (!type) return malformed("a verifier key of an unknown type");
  NoteKey out{std::string(*name), *type, first<32>(ByteView(typed).subspan(1))};
  if (*id != to_hex(out.id())) return malformed("a verifier key whose id differs");
  return out;
}

Result<SignedNote> parse_note(std::string_view note) {
  if (note.size() > limits::kNoteBytesMax) return Error{Errc::too_large, "a signed note over its limit"};
  if (!is_plain_text(note)) return malformed("a note with control characters or not in UTF-8");
  const auto blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return malformed("a note without signatures");
  SignedNote out{std::string(note.substr(0, blank + 1)), {}};
  std::string_view rest = note.substr(blank + 2);
  if (rest.empty() || rest.back() != '\n') return malformed("a note without signatures or its last line feed");
  while (!rest.empty()) {
    if (out.signatures.size() == limits::kNoteSignaturesMax) return malformed("a note with too many signatures");
    AVOW_TRY(NoteSignature signature, parse_signature(*cut(rest, '\n')));
    out.signatures.push_back(std::move(signature));
  }
  return out;
}

std::string to_text(const SignedNote& note) {
  AVOW_ASSERT(note.text.ends_with('\n') && !note.signatures.empty());
  std::string out = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    Bytes bytes = to_bytes(signature.key_id);
    append(bytes, signature.signature);
    out.append(kDash).append(signature.name).append(" ").append(to_base64(bytes)).append("\n");
  }
  return out;
}

Result<std::vector<std::string>> verify_note(const SignedNote& note, const std::vector<NoteKey>& known) {
  std::vector<std::string> verified;
  for (const NoteSignature& signature : note.signatures) {
    AVOW_TRY(const NoteKey* key, find_key(signature, known));
    if (key == nullptr) continue;
    if (!verify_one(signature, *key, note.text)) return Error{Errc::forged, "a bad signature by a known key"};
    if (std::find(verified.begin(), verified.end(), key->name) == verified.end()) verified.push_back(key->name);
  }
  if (verified.empty()) return Error{Errc::forged, "no signature by a known key"};
  return verified;
}

std::string to_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + to_base64(checkpoint.root) + "\n";
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  if (text.size() > limits::kHeadTextBytesMax) return Error{Errc::too_large, "a checkpoint over its limit"};
  if (!is_plain_text(text)) return malformed("a checkpoint with control characters or not in UTF-8");
  const auto origin = cut(text, '\n');
  const auto size = cut(text, '\n');
  const auto root = cut(text, '\n');
  if (!origin || !size || !root || !text.empty()) return malformed("a checkpoint has three lines");
  if (!is_key_name(*origin)) return malformed("a checkpoint without an origin");
  Checkpoint out{std::string(*origin), 0, {}};
  const auto [end, error] = std::from_chars(size->data(), size->data() + size->size(), out.size);
  const bool plain = !size->empty() && (size->front() != '0' || size->size() == 1);
  if (!plain || error != std::errc{} || end != size->data() + size->size() || out.size > limits::kLogSizeMax) {
    return malformed("a checkpoint whose size is no plain number");
  }
  AVOW_TRY(const Bytes root_bytes, from_base64(*root));
  if (root_bytes.size() != out.root.size()) return malformed("a checkpoint whose root is no SHA-256");
  out.root = first<32>(root_bytes);
  return out;
}

std::string origin_of(Lane lane, const LogId& log) {
  return "avow/v1/" + std::string(name_of(lane)) + "/" + lower_base32(log);
}

std::string witness_name(const LogId& commitments_log) { return "avow/v1/witness/" + lower_base32(commitments_log); }

std::string cosigned_message(std::uint64_t time_seconds, std::string_view checkpoint_text) {
  return "cosignature/v1\ntime " + std::to_string(time_seconds) + "\n" + std::string(checkpoint_text);
}

}  // namespace avow::log
