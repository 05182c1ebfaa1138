// next-auth's codes (next-auth.js.org/configuration/pages#error-codes) and our own.
const sentences: Record<string, string> = {
  Verification: 'That link was used already or is older than an hour. Please ask for a new one.',
  RateLimited:
    'Several links are on their way already. Please use the newest, or try again in a quarter of an hour.',
  EmailSignin: 'The mail could not be sent just now. Please try again.',
  AccessDenied: 'This account does not show that its mail address is yours. Please use a link.',
  OAuthAccountNotLinked:
    'This mail address has an account that was opened another way. Please use a link to sign in to it.',
  OAuthCreateAccount: 'That account has no mail address we may see. Please use a link instead.',
  SessionRequired: 'Please sign in first.',
}

/** What went wrong, in words, for a code from the address bar: of unknown ones nothing is repeated. */
export function sentenceFor(code: string): string {
  return Object.hasOwn(sentences, code)
    ? (sentences[code] as string)
    : 'Signing in did not work. Please try again.'
}
