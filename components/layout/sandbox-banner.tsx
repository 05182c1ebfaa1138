/** Says that nothing here is real money. `url` is the sandbox's own origin. */
export function SandboxBanner({ url }: { url: string }) {
  return (
    <aside
      aria-label="Sandbox"
      className="flex h-(--banner) items-center justify-center gap-x-3 bg-ink px-4 text-xs text-paper dark:bg-warn-wash dark:text-warn"
    >
      <p className="truncate">
        <strong className="font-semibold">Sandbox.</strong>{' '}
        <span className="hidden sm:inline">
          Stripe, the model and the mail are played on this machine.{' '}
        </span>
        No real money moves.
      </p>
      <a href={`${url}/`} target="_blank" rel="noreferrer" className="underline underline-offset-2">
        Panel
      </a>
      <a
        href={`${url}/mailbox`}
        target="_blank"
        rel="noreferrer"
        className="underline underline-offset-2"
      >
        Mailbox
      </a>
    </aside>
  )
}
