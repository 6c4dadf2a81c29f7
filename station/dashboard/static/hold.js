// Returns a setter that shows a value for at least so long before it shows another.
export function held(apply, hold_ms) {
  let shown, wanted, timer;
  let since = -Infinity;
  const settle = () => {
    timer = undefined;
    if (wanted === shown) return;
    [shown, since] = [wanted, performance.now()];
    apply(shown);
  };
  return (value) => {
    wanted = value;
    timer ??= setTimeout(settle, Math.max(0, since + hold_ms - performance.now()));
  };
}
