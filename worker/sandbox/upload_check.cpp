#include "worker/sandbox/upload_check.hpp"

#include <functional>

namespace iw {

namespace {

constexpr std::size_t kLongestField = 8 * 1024;
constexpr std::size_t kMostFields = 32;

std::string sealed(std::string_view kind, std::string_view path) {
  return "sandbox-" + std::string{kind} + "-" + std::to_string(std::hash<std::string>{}(std::string{kind} + '/' + std::string{path}));
}

}  // namespace

UploadLink upload_link(std::string_view env, std::string_view path) {
  return {sealed("token", path), "q-sign-algorithm=sha1&q-signature=" + sealed("signature", path),
          "cloud://" + std::string{env} + ".sandbox/" + std::string{path}, sealed("file", path)};
}

UploadAnswer upload_error(int status, std::string_view code, std::string_view message) {
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>";
  body.append(code).append("</Code><Message>").append(message).append("</Message></Error>\n");
  return {status, std::move(body)};
}

void UploadForm::begin_part(const std::string& name) {
  part_after_file_ = part_after_file_ || has_file_;
  has_file_ = has_file_ || name == "file";
  open_ = name == "file" || fields_.size() >= kMostFields ? nullptr : &fields_[name];
}

void UploadForm::add_bytes(std::string_view bytes) {
  if (open_ != nullptr && open_->size() + bytes.size() <= kLongestField) open_->append(bytes);
}

std::string_view UploadForm::field(const std::string& name) const {
  const auto it = fields_.find(name);
  return it == fields_.end() ? std::string_view{} : it->second;
}

UploadAnswer UploadForm::judge() const {
  if (part_after_file_) return upload_error(400, "InvalidArgument", "the part named file must be the last one");
  if (!has_file_) return upload_error(400, "MalformedPOSTRequest", "there is no part named file");
  const auto key = field("key");
  if (key.empty()) return upload_error(400, "InvalidArgument", "there is no part named key, or it is empty");
  const auto link = upload_link("", key);
  if (field("Signature") != link.authorization)
    return upload_error(403, "SignatureDoesNotMatch", "Signature is not the authorization of the link for this key");
  if (field("x-cos-security-token") != link.token)
    return upload_error(403, "InvalidAccessKeyId", "x-cos-security-token is not the token of the link for this key");
  if (field("x-cos-meta-fileid") != link.cos_file_id)
    return upload_error(403, "AccessDenied", "x-cos-meta-fileid is not the cos_file_id of the link for this key");
  return {};
}

}  // namespace iw
