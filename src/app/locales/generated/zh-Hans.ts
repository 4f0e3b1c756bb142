
    // Do not modify this file by hand!
    // Re-generate this file by running lit-localize

    
    

    /* eslint-disable no-irregular-whitespace */
    /* eslint-disable @typescript-eslint/no-explicit-any */

    export const templates = {
      'sefcf950b3cc4fc3b': `Language`,
's4536750df424c1b1': `Something went wrong in the app.`,
's9759e7f45d304638': `What you saved is still on this phone. Close the app and open it again.`,
'sb980e753acc4918d': `Details for support`,
's236ae937cbcd6a39': `Zoom in`,
'sc65ea2cf2f21a13a': `Zoom out`,
's1febe2b8a908160d': `Show the whole area`,
's0bd6ec61d036a096': `Show where I am`,
'sd434e2a6a54ddea2': `Map legend`,
's5f85e79dbbdc7160': `Forest`,
'sb8bf1e6e63135d90': `500 m belt`,
's4eb6de14fdbe02bd': `Residential area (excepted)`,
's0e1ea4de10c4440d': `Outside the data`,
's2e683c3544154928': `Close legend`,
's4b58c01e2578f5e4': `Legend`,
's7423f415dc7d28ca': `Place by hand`,
'se43a2120a91184f7': `Move the map until the cross is on the place.`,
'sfb5077a622d8585b': `Use this place`,
's2ceb11be2290bb1b': `Cancel`,
's1e187919b52639f1': `Map`,
's06ad23d8d1aaeb8a': `This browser cannot draw the map (no WebGL). The lists show everything all the same.`,
    };
  