import type { Me, SessionInfo } from '#contract/sign-in.ts'
import { PasswordSection } from './password-section.tsx'
import { SecondFactorSection } from './second-factor-section.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { WhoSection } from './who-section.tsx'

interface AccountScreenProps {
  me: Me
  sessions: readonly SessionInfo[]
  /** When they were read, epoch ms. */
  readAt: number
}

/** Whoever looks: who they are here, what they prove it with, and where they are signed in. */
export function AccountScreen({ me, sessions, readAt }: AccountScreenProps) {
  return (
    <div className="w-full max-w-240 px-4 tablet:px-6 [&>section:first-child]:border-t-0">
      <WhoSection me={me} />
      <PasswordSection me={me} />
      <SecondFactorSection me={me} />
      <SessionsSection sessions={sessions} readAt={readAt} />
    </div>
  )
}
