#include "http_adapter.hpp"

#include <algorithm>
#include <chrono>

#include "connections.hpp"

namespace goto_mock_auth {
namespace {

// How many octets of the body go out at a time.
std::size_t step_of(const HttpAnswer& answer) {
  if (answer.delivery.dribble.count() > 0) {
    return 1;
  }
  return answer.delivery.truncate ? std::max<std::size_t>(answer.body.size() / 2, 1) : answer.body.size();
}

// Bodies go out through a provider: otherwise the library would compress them, and send them at one go.
void send_body(const HttpAnswer& answer, Pauses& pauses, httplib::Response& res) {
  const std::size_t step = step_of(answer);
  const std::chrono::microseconds pause =
      std::chrono::microseconds(answer.delivery.dribble) / answer.body.size();
  const auto provide = [body = answer.body, truncate = answer.delivery.truncate, step, pause, &pauses](
                           std::size_t offset, std::size_t length, httplib::DataSink& sink) {
    if (truncate && offset > 0) {
      return false;
    }
    pauses.pause(pause);
    return sink.write(body.data() + offset, std::min(step, length));
  };
  res.set_content_provider(answer.body.size(), answer.content_type, provide);
}

}  // namespace

HttpRequest read_request(const httplib::Request& req) {
  const std::size_t question_mark = req.target.find('?');
  const std::string query = question_mark == std::string::npos ? "" : req.target.substr(question_mark + 1);
  const std::string content_type = req.get_header_value("Content-Type");
  const bool has_form = content_type.starts_with("application/x-www-form-urlencoded");
  return {.method = req.method,
          .path = req.path,
          .query = Parameters::parse(query),
          .form = Parameters::parse(has_form ? req.body : ""),
          .authorization = req.get_header_value("Authorization"),
          .content_type = content_type,
          .accept = req.get_header_value("Accept"),
          .user_agent = req.get_header_value("User-Agent"),
          .sec_fetch_site = req.get_header_value("Sec-Fetch-Site")};
}

void write_answer(const HttpAnswer& answer, Pauses& pauses, const httplib::Request& req,
                  httplib::Response& res) {
  if (answer.delivery.hang_up) {
    break_off_connection(req.local_port, req.remote_port);
    return;
  }
  res.status = answer.status;
  for (const auto& [name, value] : answer.headers) {
    res.set_header(name, value);
  }
  if (!answer.body.empty()) {
    send_body(answer, pauses, res);
  } else if (!answer.content_type.empty()) {
    res.set_header("Content-Type", answer.content_type);
  }
}

}  // namespace goto_mock_auth
