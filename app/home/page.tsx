import { redirect } from 'next/navigation'
import { homeOf } from '#components/shell/home-of.ts'
import { loadMe } from '../event-server.ts'

/** Where whoever signs in begins, by what they are. */
export default async function HomePage() {
  const me = await loadMe()
  redirect(me.ok ? homeOf(me.value.roles) : '/')
}
