// Any text as a signed note, a checkpoint and a verifier key: refused, or written back the same.
#include "base/assert.h"
#include "log/note_text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace avow::log;
  const auto text = avow::text_of({data, size});
  std::vector<NoteKey> known;
  if (const auto key = parse_vkey(text); key.ok()) {
    AVOW_ASSERT(key->vkey() == text);
    known.push_back(*key);
  }
  if (const auto checkpoint = parse_checkpoint(text); checkpoint.ok()) AVOW_ASSERT(to_text(*checkpoint) == text);
  if (const auto note = parse_note(text); note.ok()) {
    AVOW_ASSERT(to_text(*note) == text);
    (void)parse_checkpoint(note->text);
    for (const NoteSignature& signature : note->signatures) known.push_back({signature.name, NoteKeyType::ed25519, {}});
    AVOW_ASSERT(!verify_note(*note, known).ok());  // nobody can sign for the zero key
  }
  return 0;
}
