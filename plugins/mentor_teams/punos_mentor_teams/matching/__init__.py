"""Which mentees get which mentors: the best teams for everybody at once, with a proof.

Plain values in, plain values out; no database and no names of people. NumPy and SciPy: for the
worker alone.

``instance``   the question and the answer           ``opening``   prices to begin with
``solve``      the way through all of the others     ``pricing``   what prices prove and find
``pins``       what is settled beforehand            ``alike``     makes that quick
``parts``      people who cannot disturb others      ``master``    the best of given teams
``levels``     how many get one mentor, and two      ``search``    from prices to the best teams
``teams``      candidates and their worth            ``verify``    everything counted again

Read ``solve`` for what "best" means, then ``levels``, ``pricing`` and ``search`` for why it is.
"""
