import { CopyButton } from '@/components/ui/copy-button'

const commands = [
  {
    command: 'npm run demo',
    does: 'starts everything on a fresh machine: app, database, Stripe, model, mail',
  },
  { command: 'npm test', does: 'runs every test, in a real browser and on a real database' },
]

/** The two commands. No account, no key. */
export function Commands() {
  return (
    <ul className="divide-y divide-rule border-y border-rule">
      {commands.map(({ command, does }) => (
        <li key={command} className="flex items-center gap-4 py-2">
          <div className="min-w-0 flex-1">
            <code className="num text-base tracking-normal">
              <span className="text-soft select-none">$ </span>
              {command}
            </code>
            <p className="text-sm text-soft">{does}</p>
          </div>
          <CopyButton text={command} label={`Copy “${command}”`} />
        </li>
      ))}
    </ul>
  )
}
