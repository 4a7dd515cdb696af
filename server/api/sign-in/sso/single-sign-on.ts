import type { Role } from '#contract/role-names.ts'

/** A provider of OpenID Connect with which people sign in. */
export interface SingleSignOn {
  /** As the provider calls itself; its settings are read from there. */
  issuer: string
  clientId: string
  clientSecret: string
  /** What people call it. */
  label: string
  /** Of whoever comes without an invitation; none = they are refused. */
  roles: readonly Role[]
  /** The origin that people use: the provider sends them back there. */
  publicUrl: string
}
