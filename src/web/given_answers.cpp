#include "web/given_answers.h"

#include <algorithm>

#include "base/limits.h"
#include "crypto/hash.h"
#include "crypto/secret.h"

namespace avow::web {

RequestKey key_of(const SessionHash& session, std::string_view id, std::string_view body) {
  return {session, crypto::blake2b({bytes_of("avow/v1 page request "), bytes_of(id), bytes_of(" "), bytes_of(body)})};
}

void GivenAnswers::forget() {
  for (Given& one : given_) crypto::wipe(one.answer);
  given_.clear();
}

template <typename Which>
void GivenAnswers::forget_if(Which which) {
  std::erase_if(given_, [&which](Given& one) {
    if (!which(one.key.session)) return false;
    crypto::wipe(one.answer);
    return true;
  });
}

void GivenAnswers::forget(const SessionHash& session) {
  forget_if([&session](const SessionHash& one) { return one == session; });
}

void GivenAnswers::forget_others(const SessionHash& session) {
  forget_if([&session](const SessionHash& one) { return one != session; });
}

const std::string* GivenAnswers::find(const RequestKey& key) const {
  const auto found = std::find_if(given_.begin(), given_.end(), [&key](const Given& one) { return one.key == key; });
  return found == given_.end() ? nullptr : &found->answer;
}

void GivenAnswers::keep(const RequestKey& key, std::string answer) {
  if (answer.size() > limits::kPageGivenAnswerBytesMax || find(key) != nullptr) return crypto::wipe(answer);
  if (given_.size() == limits::kPageGivenAnswersMax) {
    crypto::wipe(given_.front().answer);
    given_.pop_front();
  }
  given_.push_back({key, std::move(answer)});
}

}  // namespace avow::web
