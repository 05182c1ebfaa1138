import { ArrowRight } from 'lucide-react'
import { Badge } from '@/components/ui/badge'
import { SubmitRow } from './submit-row'

type ReadyMadeProps = {
  users: readonly { email: string; name: string | null; role: string }[]
  next?: string
  mailboxUrl: string
  signInAs: (form: FormData) => Promise<void>
}

/** Only beside a sandbox: one press signs in as a user of the seed. */
export function ReadyMade({ users, next, mailboxUrl, signInAs }: ReadyMadeProps) {
  return (
    <section aria-labelledby="ready-made" className="mt-10 border-t border-rule pt-6">
      <div className="flex items-center gap-2">
        <h2 id="ready-made" className="font-medium">
          On this machine
        </h2>
        <Badge tone="warn">Sandbox</Badge>
      </div>
      <p className="mt-1 text-sm text-soft">
        Mails arrive in the{' '}
        <a
          href={mailboxUrl}
          target="_blank"
          rel="noreferrer"
          className="text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent"
        >
          sandbox mailbox
        </a>
        .{users.length > 0 && ' Or be somebody at once:'}
      </p>
      {users.length > 0 && (
        <ul className="mt-4 divide-y divide-rule border-y border-rule">
          {users.map(({ email, name, role }) => (
            <li key={email}>
              <form action={signInAs}>
                <input type="hidden" name="email" value={email} />
                {next && <input type="hidden" name="next" value={next} />}
                <SubmitRow>
                  <span className="min-w-0 flex-1 truncate">
                    <span className="sr-only">Continue as </span>
                    <span className="font-medium">{name ?? email}</span>
                    <span className="ml-2 text-sm text-soft">{email}</span>
                  </span>
                  {role === 'admin' && <Badge>admin</Badge>}
                  <ArrowRight className="size-4 text-soft" aria-hidden="true" />
                </SubmitRow>
              </form>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
