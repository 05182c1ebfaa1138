import { useId, type ReactNode } from 'react'

/** What the user agrees to, in full, and the box that says so. Without it the form is not sent. */
export function Consent({ children }: { children: ReactNode }) {
  const id = useId()
  return (
    <div className="flex gap-3 rounded-md border border-rule bg-sunken p-4">
      <input
        id={id}
        type="checkbox"
        name="consent"
        required
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      <label htmlFor={id} className="text-sm">
        {children}
      </label>
    </div>
  )
}
