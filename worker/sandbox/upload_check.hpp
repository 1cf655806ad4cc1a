// The upload target's rules: which parts the form must have, in which order. Pure, one thread. The file's bytes are counted, not kept.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace iw {

/// What /tcb/uploadfile hands out for a path; the form must bring it back.
struct UploadLink {
  std::string token;
  std::string authorization;
  std::string file_id;
  std::string cos_file_id;
};

/// The link's secrets follow from the path alone, so that nothing has to be remembered.
[[nodiscard]] UploadLink upload_link(std::string_view env, std::string_view path);

/// The answer of the upload target.
struct UploadAnswer {
  int status = 204;
  std::string body;  ///< empty, or XML
};

/// `<Error><Code>…` as the storage service writes it.
[[nodiscard]] UploadAnswer upload_error(int status, std::string_view code, std::string_view message);

/// Takes a form part by part: key, Signature, x-cos-security-token, x-cos-meta-fileid in any order, then `file`, last.
class UploadForm {
 public:
  void begin_part(const std::string& name);
  void add_bytes(std::string_view bytes);
  /// What the whole form gets as its answer.
  [[nodiscard]] UploadAnswer judge() const;

 private:
  [[nodiscard]] std::string_view field(const std::string& name) const;

  std::map<std::string, std::string> fields_;
  std::string* open_ = nullptr;  ///< the field that is being read; nullptr within `file`
  bool has_file_ = false;
  bool part_after_file_ = false;
};

}  // namespace iw
