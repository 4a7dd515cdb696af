import {
  changeSourceSchema,
  createSourceSchema,
  createdSourceSchema,
  eventResultSchema,
  eventStagesSchema,
  installationSchema,
  rotateSourceSchema,
  sourceKindInfoSchema,
  sourceSchema,
  tryTicketSchema,
  webhookAnswerSchema,
  webhookEventSchema,
} from '#contract/api.ts'
import { storedEventSchema } from '#contract/event.ts'
import { stageTimesSchema } from '#contract/freshness.ts'
import { pointerErrorSchema, problemSchema } from '#contract/problem.ts'
import { viewSnapshotSchema } from '#contract/view.ts'
import type { NamedSchemas } from './json-schema.ts'

/** What stands once in the document under a name of its own; a schema without a line here is written where it is used. */
export const namedSchemas: NamedSchemas = {
  Problem: problemSchema,
  PointerError: pointerErrorSchema,
  WebhookEvent: webhookEventSchema,
  WebhookAnswer: webhookAnswerSchema,
  EventResult: eventResultSchema,
  StoredEvent: storedEventSchema,
  EventStages: eventStagesSchema,
  StageTimes: stageTimesSchema,
  ViewSnapshot: viewSnapshotSchema,
  Source: sourceSchema,
  CreatedSource: createdSourceSchema,
  CreateSource: createSourceSchema,
  ChangeSource: changeSourceSchema,
  RotateSource: rotateSourceSchema,
  SourceKind: sourceKindInfoSchema,
  TryTicket: tryTicketSchema,
  Installation: installationSchema,
}
