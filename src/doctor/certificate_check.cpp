#include "goto_token/base/text.hpp"
#include "goto_token/base/time_format.hpp"
#include "goto_token/doctor/checks.hpp"

namespace goto_token {
namespace {

/// @param use what else is told of a certificate in order; begins with a comma unless it is empty.
Check describe(const CertificateFacts& certificate, std::chrono::sys_seconds now,
               const std::string& use = {}) {
  const std::string subject = printable(certificate.subject);
  const std::string whose = subject.empty() ? "without a subject" : subject;
  const std::string problem = certificate.explain_invalidity(now);
  return problem.empty()
             ? Check::ok(kClientCertificate,
                         whose + ", valid until " + format_rfc3339(certificate.not_after) + use)
             : Check::warning(kClientCertificate, whose + ", " + problem,
                              "have a new one issued, or set this machine's clock if that is wrong");
}

/// Checks a certificate that assertions name. The file is read no second time: it may be a pipe.
Check check_named_certificate(const ClientKey& key, std::chrono::sys_seconds now) {
  try {
    return describe(describe_certificate(key.read_certificate()), now,
                    ", named by its thumbprint in assertions");
  } catch (const Error& error) {
    return Check::failed(kClientCertificate, error);
  }
}

}  // namespace

std::optional<Check> check_client_certificate(SetUp& set_up, std::chrono::sys_seconds now) {
  const Client& client = set_up.config.client;
  if (!client.certificate) {
    return std::nullopt;
  }
  if (is_assertion(client.authentication)) {
    return check_named_certificate(client.key, now);
  }
  if (client.authentication && *client.authentication != ClientAuthentication::Tls) {
    return Check::skipped(kClientCertificate, "not presented with client authentication " +
                                                  std::string(to_string(*client.authentication)));
  }
  try {
    return describe(set_up.tls.client_certificate().facts(), now);
  } catch (const Error& error) {
    return Check::failed(kClientCertificate, error);
  }
}

}  // namespace goto_token
