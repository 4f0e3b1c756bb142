/** The room the browser leaves to this origin; null when it does not say. */
export async function freeBytes(manager: Pick<StorageManager, 'estimate'> | undefined): Promise<number | null> {
  const told = await manager?.estimate().catch(() => null); // a browser that refuses says nothing either
  const { usage, quota } = told ?? {};
  return usage === undefined || quota === undefined ? null : Math.max(0, quota - usage);
}
