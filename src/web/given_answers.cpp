#include "web/given_answers.h"

#include <algorithm>

#include "base/limits.h"
#include "crypto/hash.h"
#include "crypto/secret.h"

namespace avow::web {

RequestKey key_of(const SessionHash& session, std::string_view id, std::string_view body) {
  return crypto::blake2b({bytes_of("avow/v1 page request "), ByteView(session), bytes_of(id), bytes_of(" "), bytes_of(body)});
}

void GivenAnswers::forget() {
  for (Given& one : given_) crypto::wipe(one.answer);
  given_.clear();
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
