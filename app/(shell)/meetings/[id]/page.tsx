import { MeetingBrief } from '#components/meetings/meeting-brief.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../event-server.ts'

export default async function MeetingPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const snapshot = await loadView(`meeting:${id}`)
  if (snapshot.ok) return <MeetingBrief key={id} id={id} initial={snapshot.value} />
  const { refusal } = snapshot
  // It is asked for again: a calendar may tell of it while the page is open.
  if (refusal.reason === 'failed' && refusal.status === 404) return <MeetingBrief key={id} id={id} isUnknown />
  return <Trouble level={2} refusal={refusal} />
}
