/** The layout opens the meeting that runs or comes next. */
export default function MeetingsPage() {
  return null
}
