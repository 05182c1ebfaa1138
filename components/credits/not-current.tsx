/** Beside a balance that the server has not confirmed of late. */
export function NotCurrent() {
  return <span className="text-warn">not current: no connection</span>
}
