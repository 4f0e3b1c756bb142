import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { lockingContext, passkeyLockContext } from '../../../src/app/contexts.ts';
import { violationForm } from '../../../src/app/custody/draft-matter.ts';
import { LocalLock } from '../../../src/app/custody/local-lock.ts';
import { wrapUnderPasskey } from '../../../src/app/custody/passkey-key.ts';
import { PasskeyLock } from '../../../src/app/custody/passkey-lock.ts';
import { SealedDrafts } from '../../../src/app/custody/sealed-drafts.ts';
import { DevicePasskeys } from '../../../src/app/device/device-passkeys.ts';
import '../../../src/app/lock/hl-lock-panel.ts';
import '../../../src/app/lock/hl-unlock-page.ts';
import type { Live } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import { HulinDatabase } from '../../../src/app/storage/database.ts';
import { DraftStore } from '../../../src/app/storage/draft-store.ts';
import { LockStore } from '../../../src/app/storage/lock-store.ts';
import { OwnKeys } from '../../../src/app/storage/own-keys.ts';
import { PartStore } from '../../../src/app/storage/part-store.ts';
import { ProfileStore } from '../../../src/app/storage/profile-store.ts';
import { draftAsOlder, setOlderLock } from '../../support/older-lock.ts';
import { provide } from '../command/support/provide.ts';
import { expectAccessible, settle } from '../support/render.ts';

interface Devtools {
  send(method: string, params?: object): Promise<unknown>;
}

const devtools = cdp() as unknown as Devtools;
let database = '';
let authenticator = '';
const opened: HulinDatabase[] = [];

/** A phone's own authenticator, as Chromium plays one. */
async function plugIn(hasPrf = true): Promise<void> {
  await devtools.send('WebAuthn.enable', {});
  const options = {
    ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasPrf },
    ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  };
  const made = (await devtools.send('WebAuthn.addVirtualAuthenticator', { options })) as { authenticatorId: string };
  authenticator = made.authenticatorId;
}

/** The app's own lock and drafts on a browser's own database, as after a reload. */
function openApp(name = database) {
  const db = new HulinDatabase(name);
  opened.push(db);
  const [keys, locks, drafts] = [new OwnKeys(new ProfileStore(db)), new LockStore(db), new DraftStore(db)];
  const lock = new LocalLock({ locks, keys, wallNow: () => Date.now(), rounds: 1_000 });
  const writing = {
    drafts,
    parts: new PartStore(db),
    lock,
    makeThumbnail: async () => null,
    wallNow: () => Date.now(),
  };
  const finalise = () => Promise.reject(new Error('not asked for here'));
  const passkey = new PasskeyLock(lock, locks, new DevicePasskeys());
  return { lock, passkey, drafts: new SealedDrafts(violationForm, { ...writing, finalise }) };
}

type App = ReturnType<typeof openApp>;

const stage = document.createElement('main');

async function mount(tag: 'hl-lock-panel' | 'hl-unlock-page', { lock, passkey }: App): Promise<void> {
  await chooseLanguage('zh');
  const host = document.createElement('div');
  provide(host, lockingContext, lock);
  provide(host, passkeyLockContext, passkey);
  host.append(document.createElement(tag));
  stage.replaceChildren(host);
  document.body.replaceChildren(stage);
  await settle();
}

const button = (name: string) => page.getByRole('button', { name });
const notesOf = async ({ drafts }: App) => (await first(drafts.all)).map(({ note }) => note);
const first = <T>(live: Live<T>) => new Promise<T>((resolve, reject) => live.subscribe(resolve, reject));
/** Whether what is written now stands under a key that lies open in the database. */
const isLocalKeyOpen = async () => {
  const [own, profile] = [await opened.at(-1)?.personKeys.get(''), await opened.at(-1)?.profile.get('only')];
  return (own ? own.key : profile?.localKey) instanceof CryptoKey;
};

/** A draft in the app, behind a passkey set on its panel, and locked. */
async function lockedApp(): Promise<App> {
  const app = openApp();
  const draft = await app.drafts.open();
  await app.drafts.save({ ...draft, note: '坟头烧纸' });
  await mount('hl-lock-panel', app);
  await button('用指纹、面容或锁屏密码').click();
  await expect
    .element(page.getByText('用本机的指纹、面容或锁屏密码打开。丢了它只会丢草稿，不会丢已完成的记录。'))
    .toBeVisible();
  expect([await notesOf(app), await isLocalKeyOpen()]).toEqual([['坟头烧纸'], false]);
  await expectAccessible();
  await button('立即锁定').click();
  await expect.element(page.getByText('已锁定。')).toBeVisible();
  expect(await notesOf(app)).toEqual([]);
  return app;
}

/** A draft of a build that knows one lock for everybody, behind a passkey; answers the database that is open at the time. */
async function beginAsOlder(note: string): Promise<() => HulinDatabase> {
  openApp();
  const atHand = () => opened.at(-1) as HulinDatabase;
  await new OwnKeys(new ProfileStore(atHand())).ensure();
  const texts = { name: '', idNumber: '', phone: '', plate: '', note };
  await draftAsOlder(atHand(), { v: 1, act: 'smoking', party: 'person', ...texts, fix: null, happenedAt: 1 });
  const answer = await new DevicePasskeys().create();
  if (typeof answer === 'string') throw new Error(answer);
  await setOlderLock(atHand(), (fresh, secret) => wrapUnderPasskey(fresh, answer, secret));
  return atHand;
}

/** The same browser, its memory lost. */
function reload(): App {
  for (const db of opened.splice(0)) db.close();
  return openApp();
}

describe('the phone’s own lock in the PIN’s place', () => {
  beforeEach(async () => {
    database = `passkey-${crypto.randomUUID()}`;
    await page.viewport(360, 740);
  });
  afterEach(async () => {
    stage.replaceChildren();
    for (const db of opened.splice(0)) await db.delete();
    if (authenticator) await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: authenticator });
    authenticator = '';
  });

  it('opens what it locked, after a reload too, and is taken away by whoever opens it', async () => {
    await plugIn();
    await lockedApp();
    const app = reload();
    await mount('hl-unlock-page', app);
    expect(await notesOf(app)).toEqual([]);
    await expectAccessible();
    await button('用指纹、面容或锁屏密码解锁').click();
    await expect.element(page.getByText('没有锁定的内容。')).toBeVisible();
    expect(await notesOf(app)).toEqual(['坟头烧纸']);
    await mount('hl-lock-panel', app);
    await button('取消应用锁').click();
    await expect.element(button('设置密码')).toBeVisible();
    expect([await isLocalKeyOpen(), await notesOf(reload())]).toEqual([true, ['坟头烧纸']]);
  });

  it('stays locked when nobody lets it, and opens when somebody does', async () => {
    await plugIn();
    const app = await lockedApp();
    await mount('hl-unlock-page', app);
    // As the browser tells of a dialog that was closed; a virtual authenticator has none.
    vi.spyOn(navigator.credentials, 'get').mockRejectedValueOnce(new DOMException('', 'NotAllowedError'));
    await button('用指纹、面容或锁屏密码解锁').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('手机没有放行');
    expect(await notesOf(app)).toEqual([]);
    await button('用指纹、面容或锁屏密码解锁').click();
    await expect.element(page.getByText('没有锁定的内容。')).toBeVisible();
  });

  it('costs the drafts and nothing else once its key is deleted, and a PIN may follow', async () => {
    await plugIn();
    const app = await lockedApp();
    await devtools.send('WebAuthn.clearCredentials', { authenticatorId: authenticator });
    await mount('hl-unlock-page', app);
    await button('用指纹、面容或锁屏密码解锁').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('手机没有放行');
    vi.spyOn(window, 'confirm').mockReturnValue(true);
    await page.getByText('再也打不开了？').click();
    await button('放弃草稿，不设锁重新开始').click();
    await expect.element(page.getByText('没有锁定的内容。')).toBeVisible();
    expect([await notesOf(app), await isLocalKeyOpen()]).toEqual([[], true]);
    expect(await app.lock.setPin('284917')).toEqual({ ok: true });
  });

  it('changes nothing where the authenticator gives no secret', async () => {
    await plugIn(false);
    const app = openApp();
    await app.drafts.open();
    await mount('hl-lock-panel', app);
    await button('用指纹、面容或锁屏密码').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('这部手机做不到，请改设密码。');
    expect(await isLocalKeyOpen()).toBe(true);
  });

  it.each([
    [
      'gives no secret',
      () => {
        const withoutExtensions = (asked?: CredentialRequestOptions) => {
          const { extensions: _extensions, ...rest } = asked?.publicKey ?? { challenge: new Uint8Array(32) };
          return CredentialsContainer.prototype.get.call(navigator.credentials, { publicKey: rest });
        };
        vi.spyOn(navigator.credentials, 'get').mockImplementation(withoutExtensions);
      },
    ],
    ['knows no passkeys', () => vi.stubGlobal('PublicKeyCredential', undefined)],
  ])('stays locked in a browser that %s, and says where it opens', async (_which, meets) => {
    await plugIn();
    await lockedApp();
    const app = reload();
    meets();
    await mount('hl-unlock-page', app);
    await button('用指纹、面容或锁屏密码解锁').click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('当前浏览器打不开这把锁');
    expect(await notesOf(app)).toEqual([]);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    await button('用指纹、面容或锁屏密码解锁').click();
    await expect.element(page.getByText('没有锁定的内容。')).toBeVisible();
    expect(await notesOf(app)).toEqual(['坟头烧纸']);
  });

  it('opens once what everybody had behind it before, and what an older build put there since', async () => {
    await plugIn();
    const atHand = await beginAsOlder('分锁之前');
    const app = reload();
    await mount('hl-unlock-page', app);
    await expect.element(page.getByText('请用大家原来的方式打开。')).toBeVisible();
    await button('用指纹、面容或锁屏密码解锁').click();
    await expect.element(page.getByText('没有锁定的内容。')).toBeVisible();
    expect([await notesOf(app), await isLocalKeyOpen(), await atHand().lock.count()]).toEqual([['分锁之前'], false, 0]);
    await beginAsOlder('又用旧版');
    const again = reload();
    await again.passkey.unlock();
    expect(await notesOf(again)).toEqual(['分锁之前']);
    await mount('hl-lock-panel', again);
    await expect.element(page.getByText('还有 1 份以前的草稿锁在大家原来共用的锁后面。')).toBeVisible();
    await button('打开').click();
    await expect.element(button('打开')).not.toBeInTheDocument();
    expect((await notesOf(again)).sort()).toEqual(['分锁之前', '又用旧版'].sort());
  });

  it('is not offered where there is no authenticator', async () => {
    await mount('hl-lock-panel', openApp());
    await expect.element(button('设置密码')).toBeVisible();
    expect(button('用指纹、面容或锁屏密码').elements()).toEqual([]);
  });
});
