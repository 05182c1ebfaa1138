import { Button } from '@/components/ui/button'
import { signOutAction } from '@/lib/auth/actions'

/** A form, so that it also works before the page's script has loaded. */
export function SignOutButton({ className }: { className?: string }) {
  return (
    <form action={signOutAction}>
      <Button type="submit" variant="secondary" className={className}>
        Sign out
      </Button>
    </form>
  )
}
