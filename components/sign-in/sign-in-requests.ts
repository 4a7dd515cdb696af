import type { Role } from '#contract/role-names.ts'
import type {
  ForgotPassword,
  ResetPassword,
  SecondFactorAsked,
  SignIn,
  SingleSignOnStart,
  Welcome,
} from '#contract/sign-in.ts'
import type { RequestAnswer } from '#components/sources/send-request.ts'
import { isNothing, member, sendRequest } from '#components/sources/send-request.ts'

/** @returns what is asked for beside the password; null = they are in. */
export function signIn(body: SignIn): Promise<RequestAnswer<SecondFactorAsked | null>> {
  return sendRequest({
    method: 'POST',
    path: '/api/auth/sign-in/email',
    body,
    isValue: (answer): answer is SecondFactorAsked | null =>
      answer === null || member(answer, 'asksFor') === 'second-factor',
  })
}

export function enterCode(code: string): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: '/api/auth/sign-in/second-factor', body: { code }, isValue: isNothing })
}

export function startSingleSignOn(to: string): Promise<RequestAnswer<SingleSignOnStart>> {
  return sendRequest({
    method: 'POST',
    path: '/api/auth/sign-in/sso',
    body: { to },
    isValue: (answer): answer is SingleSignOnStart => typeof member(answer, 'url') === 'string',
  })
}

export function signOut(): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: '/api/auth/sign-out', body: {}, isValue: isNothing })
}

export function askForPassword(body: ForgotPassword): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: '/api/auth/forgot-password', body, isValue: isNothing })
}

export function choosePassword(body: ResetPassword): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: '/api/auth/reset-password', body, isValue: isNothing })
}

export function beFirstAdministrator(body: Welcome): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: '/v1/welcome', body, isValue: isNothing })
}

export function becomePersona(role: Role): Promise<RequestAnswer<null>> {
  return sendRequest({ method: 'POST', path: '/v1/demo/sign-in', body: { role }, isValue: isNothing })
}
