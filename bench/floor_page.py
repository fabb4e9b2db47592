"""The floor's template: the same list in the same frame, written as plainly as Jinja allows."""

_FRAME_HEAD = """<!doctype html>
<html lang="en" dir="ltr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Applicants – {{ tenant.name }}</title>
  <link rel="stylesheet" href="/static/0123456789ab/punos.css">
  <link rel="stylesheet" href="/look.css?v=0123456789ab">
  <link rel="icon" href="/static/0123456789ab/icon.svg">
  <script type="module" src="/static/0123456789ab/punos.js"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site-header"><div class="wide"><div class="site-bar">
  <a class="brand" href="/"><span class="brand-full">{{ tenant.name }}</span></a>
  <nav aria-label="Language"><form method="post" action="/language">
    <input type="hidden" name="csrf_token" value="0123456789abcdef0123456789abcdef0123456789abcdef">
    <ul class="languages"><li><span lang="en" aria-current="true">English</span></li>
    <li><button name="language" value="fi" lang="fi">Suomi</button></li>
    <li><button name="language" value="sv" lang="sv">Svenska</button></li></ul>
  </form></nav>
  <details class="drawer account"><summary>Account</summary><nav class="drawer-panel">
    <p>{{ user.name }}</p><a class="menu-link" href="/account/sessions">Your sign-in and devices</a>
    <form method="post" action="/sign-out"><button class="menu-link">Sign out</button></form>
  </nav></details>
  <details class="drawer mobile"><summary>Menu</summary><nav class="drawer-panel"><ul>
    {% for entry in menu %}
    <li><a class="menu-link" href="/{{ entry|lower }}">{{ entry }}</a></li>
    {% endfor %}
  </ul></nav></details></div>
  <nav class="menu" aria-label="Menu"><ul>
    {% for entry in menu %}
    <li><a class="menu-link" href="/{{ entry|lower }}">{{ entry }}</a></li>
    {% endfor %}
  </ul></nav></div>
</header>
"""
_LIST = """<main id="main" class="wide" tabindex="-1">
<div class="page-head"><div><h1>Applicants</h1></div></div>
<form class="list-tools" method="get" role="search">
  <div class="search"><label for="q">Search</label><input type="search" id="q" name="q"></div>
  <div><label for="role">Role</label><select id="role" name="role">
    <option value="">All</option><option>Mentee</option><option>Mentor</option></select></div>
  <button class="button quiet">Show</button>
</form>
<div class="list-head"><p class="muted" role="status">1–{{ rows|length }} of {{ total }}</p></div>
<div class="table-wrap as-cards"><table><caption class="sr-only">Applicants</caption>
  <thead><tr><td></td><th scope="col"><a href="?sort=-name">Name</a></th>
    <th scope="col"><a href="?sort=role">Role</a></th><th scope="col"><a href="?sort=state">State</a></th>
    <th scope="col"><a href="?sort=city">City</a></th><th scope="col">Applied on</th></tr></thead>
  <tbody>
    {% for row in rows %}
    <tr>
      <td class="pick"><label><input type="checkbox" name="chosen"
        value="{{ row.id }}" form="accept">
        <span class="sr-only">Choose {{ row.name }}</span></label></td>
      <th scope="row"><a href="/enrolments/{{ row.id }}">{{ row.name }}</a></th>
      <td data-label="Role"><span>{{ row.role }}</span></td>
      <td data-label="State"><span><span class="tag wait">{{ row.state }}</span></span></td>
      <td data-label="City"><span>{{ row.city }}</span></td>
      <td data-label="Applied on"><span><span class="nowrap">{{ row.applied }}</span></span></td>
    </tr>
    {% endfor %}
  </tbody>
</table></div>
<nav aria-label="Pages"><ul class="pages"><li><span aria-current="page">1</span></li>
  <li><a href="?page=2">2</a></li><li><a href="?page=10">10</a></li></ul></nav>
</main>
"""
_FRAME_FOOT = """<footer class="site-footer"><div class="wide"><p>{{ tenant.name }}</p>
  <a href="/privacy">Privacy</a><a href="/cookies">Cookies</a></div></footer>
</body>
</html>
"""
PAGE = _FRAME_HEAD + _LIST + _FRAME_FOOT
