import {
  changeSourceSchema,
  createSourceSchema,
  createdSourceSchema,
  eventResultSchema,
  eventStagesSchema,
  installationSchema,
  rotateSourceSchema,
  segmentReportSchema,
  sourceKindInfoSchema,
  sourceSchema,
  tryTicketSchema,
  webhookAnswerSchema,
  webhookEventSchema,
} from '#contract/api.ts'
import { eventDetailsSchema } from '#contract/event-details.ts'
import { storedEventSchema } from '#contract/event.ts'
import { stageTimesSchema } from '#contract/freshness.ts'
import { pointerErrorSchema, problemSchema } from '#contract/problem.ts'
import {
  quarantinePageSchema,
  quarantinedDetailSchema,
  quarantinedRequestSchema,
  replayAnswerSchema,
  replayManyAnswerSchema,
  replayManySchema,
  replayQuarantinedSchema,
} from '#contract/quarantine.ts'
import { changeTransferSchema, rejectTransferSchema, transferAnswerSchema } from '#contract/transfers.ts'
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
  EventDetails: eventDetailsSchema,
  EventStages: eventStagesSchema,
  StageTimes: stageTimesSchema,
  SegmentReport: segmentReportSchema,
  QuarantinedRequest: quarantinedRequestSchema,
  QuarantinedDetail: quarantinedDetailSchema,
  QuarantinePage: quarantinePageSchema,
  ReplayQuarantined: replayQuarantinedSchema,
  ReplayAnswer: replayAnswerSchema,
  ReplayMany: replayManySchema,
  ReplayManyAnswer: replayManyAnswerSchema,
  ChangeTransfer: changeTransferSchema,
  RejectTransfer: rejectTransferSchema,
  TransferAnswer: transferAnswerSchema,
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
