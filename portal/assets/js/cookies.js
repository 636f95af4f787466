// The two cookies the scripts write: how pages look. Nothing else is kept in the browser.

const YEAR = 365 * 24 * 60 * 60;

/** Writes a cookie for the whole site, for a year. */
export function writeCookie(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}
