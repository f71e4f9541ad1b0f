// The types of the server's API, by the names the rest of the code uses. They are generated from openapi.json
// (`npm run types`), so that a change of the server that the extension does not follow fails in `npm run check`.

import type { components } from "../../build/api";

type Schemas = components["schemas"];

export type Status = Schemas["Status"];
export type Block = Schemas["Block"];
export type Analysis = Schemas["Analysis"];
export type Sentence = Schemas["Sentence"];
export type Span = Schemas["Span"];
export type Attributed = Schemas["Attributed"];
export type AnalyzeRequest = Schemas["AnalyzeRequest"];
export type PairingStarted = Schemas["PairingStarted"];
export type PairingResult = Schemas["PairingResult"];
export type ModelName = Schemas["ModelName"];
export type Feedback = Schemas["Feedback"];
export type FeedbackBody = Schemas["FeedbackRequest"];
export type Flag = Sentence["flags"][number];
