// Feedback on a mark: sent to the server, which keeps it on this machine, and taken back again.

import type { Feedback, FeedbackBody } from "../shared/api";
import type { FeedbackAnswer, FeedbackRequest } from "../shared/messages";
import { ProblemError, problemOf } from "../shared/problems";
import { connect } from "./connection";
import { call, problemOfStatus } from "./server";

/** Never throws: what went wrong stands in the answer. */
export async function handleFeedback(request: FeedbackRequest): Promise<FeedbackAnswer> {
  try {
    return { id: request.type === "wrong" ? await keep(request) : await takeBack(request.id) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

async function keep({ sentence, flag, model }: FeedbackRequest & { type: "wrong" }): Promise<string> {
  // A sentence is text of a page: it goes only to a server that has just proved itself.
  const { port, token } = await connect();
  const body: FeedbackBody = { sentence, flag, verdict: "wrong", model, note: null };
  const answer = await call(port, "POST", "/v1/feedback", { body, token });
  if (answer.status === 413) throw new ProblemError("feedback_full");
  if (answer.status !== 201) throw problemOfStatus(answer);
  const { id } = (answer.json ?? {}) as Partial<Feedback>;
  if (typeof id !== "string") throw new ProblemError("nonsense");
  return id;
}

async function takeBack(id: string): Promise<null> {
  const { port, token } = await connect();
  const answer = await call(port, "DELETE", `/v1/feedback/${encodeURIComponent(id)}`, { token });
  // 404: somebody has deleted it meanwhile.
  if (answer.status !== 204 && answer.status !== 404) throw problemOfStatus(answer);
  return null;
}
